"""Everything that can go wrong, in our words. HTTP learns of it in one table in `api/problems.py`."""

import re
from collections.abc import Iterable
from typing import ClassVar, Self

from rapidfuzz import fuzz, process

from graphapi.model.loading import Report


class GraphError(Exception):
    """Base of all expected failures. `code` is stable; `value` and `suggestion` help the caller correct the request.

    `parameter` names the query parameter, path segment or JSON pointer at fault.
    """

    code: ClassVar[str] = "graph_error"
    title: ClassVar[str] = "The request failed"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__)
        cls.code = cls.__dict__.get("code", words.lower().replace(" ", "_"))
        cls.title = cls.__dict__.get("title", words.capitalize())

    def __init__(
        self, detail: str, *, value: object = None, parameter: str | None = None, suggestion: str | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.value = value
        self.parameter = parameter
        self.suggestion = suggestion

    @classmethod
    def unknown(cls, word: str, what: str, known: Iterable[str], *, parameter: str, like: str | None = None) -> Self:
        """The error for an unknown word: it lists the known ones and suggests the one nearest to it, or to `like`."""
        shown, words = word[:80], list(known)
        return cls(
            f"{shown!r} is not a known {what}; use one of {', '.join(words)}",
            value=shown,
            parameter=parameter,
            suggestion=did_you_mean(like or word, words),
        )


class NodeNotFound(GraphError):
    """No node has this id in the current revision."""


class EdgeNotFound(GraphError):
    """No edge has this id in the current revision."""


class SourceNotFound(GraphError):
    """No source has this id in the current revision."""


class DocumentGone(GraphError):
    """The document was in an earlier revision and has been deleted."""

    code = "gone"
    title = "Gone"


class NodeMoved(GraphError):
    """The node was merged into another; `value` is the old id, `target` the new one."""

    code = "moved"
    title = "Merged into another node"

    def __init__(self, old: str, target: str) -> None:
        super().__init__(f"{old!r} was merged into {target!r}", value=old)
        self.target = target


class InvalidRequest(GraphError):
    """A parameter, field or body that cannot be understood."""


class UnknownParameter(InvalidRequest):
    """A query parameter or body field that this route does not know."""


class UnknownKind(InvalidRequest):
    """A kind, field or operator that the kinds table does not know."""


class UnknownField(InvalidRequest):
    """A field that no attribute of the kinds concerned has."""


class InvalidIdentifier(InvalidRequest):
    """A text that cannot be an id."""


class InvalidCursor(InvalidRequest):
    """A cursor that was not made by this query or by this revision."""


class BudgetExceeded(GraphError):
    """The budget was hit, and the caller wants no part of an answer, or no part would do."""


class BatchTooLarge(GraphError):
    """More questions in one request than are answered at once."""


class InvalidDocument(GraphError):
    """A document that breaks the kinds table or names no source."""


class InvalidPackage(GraphError):
    """A data package with problems; none of it was loaded. `report` holds them all."""

    title = "Invalid data package"

    def __init__(self, detail: str, report: Report) -> None:
        super().__init__(detail)
        self.report = report


class IdentifierNotFound(GraphError):
    """No node has this identifier of another register in the current revision."""


class RevisionNotFound(GraphError):
    """The ledger holds no such revision."""


class LedgerUnavailable(GraphError):
    """The ledger cannot be opened, read or written."""


class NamesNotReady(GraphError):
    """The name index of this revision is being made, or could not be; ask again after `Retry-After` seconds."""

    title = "Name index not ready"


class UnknownFormat(GraphError):
    """No exporter has this name, suffix or media type."""


class UnexportableText(GraphError):
    """A text that a format cannot carry."""

    title = "Text cannot be exported"


def concrete_errors() -> frozenset[type[GraphError]]:
    """Every class below `GraphError`, for the tests that prove the status table complete."""
    found: set[type[GraphError]] = set()
    queue = [GraphError]
    while queue:
        for child in queue.pop().__subclasses__():
            found.add(child)
            queue.append(child)
    return frozenset(found)


_COMPARED = 120
"""Characters of a word that are compared; a cell or a parameter can hold a whole page."""

_ALIKE = 65.0
"""Below this similarity, in percent, a suggestion would be a guess."""

_MANY = 50_000
"""With more candidates than this there is no suggestion: it must cost less than the answer."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most alike, the first of equals; nothing when none is alike enough or there are too many."""
    choices = list(known)
    if len(choices) > _MANY:
        return None
    found = process.extractOne(word[:_COMPARED], choices, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean ...?`, or none."""
    found = nearest(word, known)
    return f"did you mean {found!r}?" if found else None
