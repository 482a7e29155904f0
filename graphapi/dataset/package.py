"""A data package -> a change set, or a report of everything that is wrong with it."""

from collections.abc import Iterable
from pathlib import Path

from graphapi.dataset.derive import derived_edges
from graphapi.dataset.reading import Reading
from graphapi.model.canonical import RANK
from graphapi.model.changes import ChangeSet
from graphapi.model.documents import Document, Edge
from graphapi.model.errors import InvalidPackage
from graphapi.model.progress import Watch, unwatched
from graphapi.model.validation import Report


def read_package(folder: Path) -> ChangeSet:
    """The whole graph of a package with its derived edges, documents ordered by type and id, in memory.

    Raises:
        InvalidPackage: something is wrong; its report holds every problem, and nothing is loaded.
    """
    reading = Reading(folder)
    documents = list(reading.documents())
    refuse_problems(folder, reading.report)
    documents += derived_edges(document for document in documents if isinstance(document, Edge))
    return ChangeSet(ordered(documents), tuple(reading.redirects))


def ordered(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents by type and id, as a ledger lists them."""
    return tuple(sorted(documents, key=lambda document: (RANK[document.type], document.id)))


def validate_package(folder: Path, *, watch: Watch = unwatched) -> Report:
    """Every problem of a package at once; none if `read_package` would load it."""
    reading = Reading(folder, watch=watch)
    for _ in reading.documents():
        pass
    return reading.report


def refuse_problems(folder: Path, report: Report) -> None:
    """Lets a package without problems through.

    Raises:
        InvalidPackage: there is one.
    """
    if not report.ok:
        count, first = report.total, report.problems[0]
        raise InvalidPackage(
            f"{folder}: {count} problem{'s' if count > 1 else ''}; the first: {first.file}: {first.problem}", report
        )
