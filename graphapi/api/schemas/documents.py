"""Documents as served, and the base of all answers."""

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from graphapi.model.documents import RANKS
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, Basis


def _absent_is_not_null(schema: dict[str, Any]) -> None:
    """A value nobody knows is absent: an optional member may be missing, and is never null."""
    for member in schema.get("properties", {}).values():
        if "anyOf" in member and member.get("default", 0) is None:
            del member["default"]
            options = [option for option in member.pop("anyOf") if option != {"type": "null"}]
            member.update(options[0] if len(options) == 1 else {"anyOf": options})


class Answer(BaseModel):
    """Base of all answers: no member that is not listed, and no nulls in place of absent members."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_absent_is_not_null)


Value: TypeAlias = bool | int | float | str | list[str]
NodeKindName = Annotated[str, Field(json_schema_extra={"enum": list(NODE_KINDS)})]
EdgeKindName = Annotated[str, Field(json_schema_extra={"enum": list(EDGE_KINDS)})]
Rank = Annotated[str, Field(json_schema_extra={"enum": list(RANKS)})]
Counts: TypeAlias = dict[str, int]


class Name(Answer):
    """A text in English and Chinese; a language nobody knows it in is absent."""

    en: str | None = None
    zh: str | None = None


class Source(Answer):
    """A page or document that says something."""

    id: str = Field(examples=["source:0123456789ab"])
    url: str | None = None
    publisher: str | None = None
    date: str | None = Field(None, description="Year, month or day.")
    title: str | None = None


class Statement(Answer):
    """One sourced assertion about a field of a node or edge."""

    id: str
    subject: str
    field: str
    value: Value
    rank: Rank
    basis: Basis
    sources: list[str] | list[Source] = Field(description="Whole sources with `provenance=inline`, else ids.")
    unit: str | None = None
    period: str | None = None
    caveat: str | None = None


class FieldStatements(Answer):
    """All that is said about one field, conflicting values included, and the rule that chose the shown one."""

    field: str
    shown: Value
    disputed: bool
    rule: str
    values: list[Statement]


class _Document(Answer):
    attributes: dict[str, Value] = Field(description="As listed for the kind in `/v1/schema`.")
    basis: Basis
    sources: list[str] | list[Source] | None = Field(
        None, description="Ids; absent with `provenance=none`, whole sources with `provenance=inline`."
    )
    statements: list[FieldStatements] | None = Field(None, description="With `provenance=inline`.")


class Node(_Document):
    """A thing of the graph."""

    id: str = Field(examples=["park:ordos-mengsu"])
    kind: NodeKindName
    name: Name
    aliases: list[str]


class Edge(_Document):
    """One fact, `tail` to `head`, and the sources that vouch for it."""

    id: str = Field(examples=["hosts:0123456789ab"])
    kind: EdgeKindName
    tail: str
    head: str
    valid_from: str | None = None
    valid_to: str | None = None
    caveat: str | None = None
