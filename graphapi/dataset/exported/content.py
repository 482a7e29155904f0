"""What stands in a file, before anything is made of it: texts under the names of columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphapi.dataset.problems import Problems
from graphapi.model.interchange import FORMAT_VERSION

MOST_BYTES: Final = 512 * 1024 * 1024
"""Largest file that is read, unpacked; about 800,000 edges."""

SAVED_ELSEWHERE: Final = "take a file as graphapi exported it: other programs leave this out when they save"


@dataclass(frozen=True, slots=True)
class Item:
    """A node, edge, source or statement: the file and line or row where it stands, and its texts by column."""

    file: str
    place: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Content:
    """Everything that a file holds. Nodes and edges have `id`, edges `tail` and `head` beside their columns."""

    nodes: list[Item] = field(default_factory=list)
    edges: list[Item] = field(default_factory=list)
    sources: list[Item] = field(default_factory=list)
    statements: list[Item] = field(default_factory=list)


def check_format(named: str | None, file: str, place: str, problems: Problems) -> None:
    """Notes a file that is not one of ours, or of another version."""
    if named is None:
        problems.add(file, f"does not say that graphapi wrote it: {place} is missing", SAVED_ELSEWHERE)
    elif named != str(FORMAT_VERSION):
        problems.add(
            file,
            f"is of another format version; this one is {FORMAT_VERSION}",
            "export it anew with this version of graphapi",
            value=named,
        )
