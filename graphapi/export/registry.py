"""The registry of exporters: a format is registered once and then known to API, CLI, docs and tests."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, Self, TypeAlias

from graphapi.model.answers import Subgraph
from graphapi.model.changes import Revision
from graphapi.model.errors import UnknownFormat
from graphapi.model.nearest import did_you_mean

LabelLanguage: TypeAlias = Literal["en", "zh"]
"""Which name labels nodes and edges; a document without that name shows the other."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says about itself. `time` is the revision's, never the clock's: same answer, same bytes."""

    title: str
    revision: int
    time: str

    @classmethod
    def of(cls, revision: Revision, title: str) -> Self:
        """The imprint of an answer taken from this revision."""
        return cls(title, revision.number, revision.time)


class Writer(Protocol):
    """Turns a subgraph into the bytes of a file, chunk by chunk.

    What the format cannot carry is refused with `UnexportableText` by the call itself, before the first chunk.
    """

    def __call__(
        self, subgraph: Subgraph, *, imprint: Imprint, label: LabelLanguage = "en"
    ) -> Iterator[bytes]: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its name, media type, file suffix with the dot, and its writer."""

    name: str
    media_type: str
    suffix: str
    write: Writer


_EXPORTERS: dict[str, Exporter] = {}


def exporter(name: str, *, media_type: str, suffix: str) -> Callable[[Writer], Writer]:
    """Registers the decorated writer.

    Raises:
        ValueError: another format has this name, media type or suffix.
    """

    def register(write: Writer) -> Writer:
        for known in _EXPORTERS.values():
            if name == known.name or media_type == known.media_type or suffix == known.suffix:
                raise ValueError(f"format {name!r} collides with {known.name!r}")
        _EXPORTERS[name] = Exporter(name, media_type, suffix, write)
        return write

    return register


def exporters() -> tuple[Exporter, ...]:
    """Every format, in the order of registration."""
    return tuple(_EXPORTERS.values())


def exporter_named(name: str) -> Exporter:
    """The format of this name.

    Raises:
        UnknownFormat: there is none; the nearest name is suggested.
    """
    return _found(name, "format", ((known.name, known) for known in exporters()))


def exporter_for_suffix(suffix: str) -> Exporter:
    """The format of this file suffix, with or without its dot, in any case.

    Raises:
        UnknownFormat: there is none; the nearest suffix is suggested.
    """
    dotted = f".{suffix.lower().removeprefix('.')}"
    return _found(dotted, "suffix", ((known.suffix, known) for known in exporters()))


def exporter_for_media_type(media_type: str) -> Exporter:
    """The format of this media type; parameters after a semicolon are ignored.

    Raises:
        UnknownFormat: there is none; the nearest media type is suggested.
    """
    bare = media_type.partition(";")[0].strip().lower()
    return _found(bare, "media type", ((known.media_type, known) for known in exporters()))


def _found(wanted: str, what: str, known: Iterable[tuple[str, Exporter]]) -> Exporter:
    table = dict(known)
    if wanted in table:
        return table[wanted]
    raise UnknownFormat(
        f"no export has the {what} {wanted[:80]!r}; known: {', '.join(table)}",
        value=wanted[:80],
        parameter="format",
        suggestion=did_you_mean(wanted, table),
    )
