"""Requests as callers write them: the model that validates a request is the request, in a URL as in a body."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from graphapi.model.dates import is_date
from graphapi.model.errors import InvalidRequest
from graphapi.model.kinds import STATUSES, Basis
from graphapi.model.steps import EdgeFilter

MAX_LIMIT = 500
STATUS = f"Any of {', '.join(STATUSES)}, separated by commas."
BASIS = "Weakest evidence to accept: official, reported, derived or unverified."


class Request(BaseModel):
    """Base of all requests: frozen, and a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def normalised(self) -> dict[str, object]:
        """The request as understood, by the names of its parameters; absent ones left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"limit", "cursor", "provenance"})


class PageRequest(Request):
    """A part of a list."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="Maximum number of items.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the previous answer.")


class EvidenceRequest(Request):
    """What the edges that count must be."""

    basis: Basis = Field(Basis.UNVERIFIED, description=BASIS)
    status: str | None = Field(None, max_length=200, description=STATUS)

    @property
    def statuses(self) -> list[str]:
        """The statuses in the order of the table, none for all; an unknown one raises InvalidRequest."""
        wanted = known_words(self.status, "status", STATUSES)
        return [status for status in STATUSES if status in wanted]

    @property
    def edge(self) -> EdgeFilter:
        """What an edge must be; the statuses bind edges whose kind has one."""
        return EdgeFilter(basis=self.basis, statuses=frozenset(self.statuses))


def words(text: str | None, parameter: str) -> tuple[str, ...]:
    """Words separated by commas, in order, each once; none for an absent parameter.

    Raises:
        InvalidRequest: a word is empty.
    """
    if text is None:
        return ()
    found = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    if not all(found):
        raise InvalidRequest(f"{parameter} has an empty word in {text[:80]!r}", value=text[:80], parameter=parameter)
    return found


def known_words(text: str | Iterable[str] | None, parameter: str, known: Sequence[str]) -> frozenset[str]:
    """Words, separated by commas if they are one text, each one of those that are known.

    Raises:
        InvalidRequest: one is not; the nearest is suggested.
    """
    found = frozenset(words(text, parameter) if isinstance(text, str | None) else text)
    for word in sorted(found):
        if word not in known:
            raise InvalidRequest.unknown(word, parameter, known, parameter=parameter)
    return found


def _date(text: str) -> str:
    if not is_date(text):
        raise ValueError("not a date such as 2025, 2025-07 or 2025-07-08")
    return text


Day = Annotated[str, AfterValidator(_date), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Status: TypeAlias = Literal[STATUSES]  # type: ignore[valid-type]
Statuses: TypeAlias = list[Status]
