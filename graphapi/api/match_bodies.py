"""The body of query by example: rows of somebody's table under keys of their own."""

from typing import Annotated

from pydantic import Field, StringConstraints

from graphapi.api.bodies import Body, Word
from graphapi.documents.kinds import known_kinds
from graphapi.names.match import CANDIDATE_FROM, MAX_HITS, Example
from graphapi.names.spelling import LONGEST

MAX_QUERIES = 100
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class ExampleBody(Body):
    """What is known of the node that is looked for: a name or a ticker, and what narrows it."""

    names: list[Name] = Field(default_factory=list, max_length=10, description="Names in any writing; the best counts.")
    kind: list[Word] = Field(default_factory=list, max_length=20, description="Node kinds; any where not given.")
    province: Word | None = Field(None, description="Id or name of a province; another one bars a match.")
    ticker: Word | None = Field(None, description="A listing; another one bars a match.", examples=["XSHE:300750"])
    limit: int = Field(5, ge=1, le=MAX_HITS, description="Most hits.")
    least: float = Field(CANDIDATE_FROM, ge=0, le=1, description="Least score of a hit.")

    def example(self, pointer: str) -> Example:
        """The example, its kinds checked."""
        kinds = known_kinds(self.kind, parameter=f"{pointer}/kind")
        return Example(tuple(self.names), kinds, self.province, self.ticker, self.limit, self.least)


class MatchBody(Body):
    """Up to 100 examples; each is answered under its key."""

    queries: dict[Word, ExampleBody] = Field(min_length=1, max_length=MAX_QUERIES)

    def examples(self) -> dict[str, Example]:
        """The examples by key."""
        return {key: body.example(f"/queries/{key}") for key, body in self.queries.items()}
