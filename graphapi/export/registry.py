"""The registry of exporters: a format is registered once and then known to API, CLI, docs and tests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from graphapi.export.chunks import chunked
from graphapi.export.losses import UTF_8, Carrier, LossKind, count_losses
from graphapi.export.options import Export, ExportOptions, Loss
from graphapi.export.styling import layout_loss
from graphapi.model.errors import UnknownFormat

Writer: TypeAlias = Callable[[Export], Iterator[str] | Iterator[bytes]]
"""Turns an export into the parts of a file."""


def _unwritten(_: Export) -> Iterator[bytes]:
    raise NotImplementedError("this format decorates no writer")


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: its name, media type, file suffix with the dot (it may hold further dots), and what it is for.

    It decorates its writer, and so registers itself. `loses` says what the format cannot carry and why, `carrier` which
    characters it cannot hold at all; `dynamic` that it has intervals of time, `carries_positions` that it holds
    positions, `carries_evidence` statements and sources.
    """

    name: str
    media_type: str
    suffix: str
    purpose: str
    writer: Writer = _unwritten
    loses: Mapping[LossKind, str] = field(default_factory=dict)
    carrier: Carrier = UTF_8
    dynamic: bool = False
    carries_positions: bool = False
    carries_evidence: bool = False

    def __call__(self, writer: Writer) -> Writer:
        """Registers the decorated writer; raises ValueError if another format has this name, media type or suffix."""
        for known in _EXPORTERS.values():
            if {self.name, self.media_type, self.suffix} & {known.name, known.media_type, known.suffix}:
                raise ValueError(f"format {self.name!r} collides with {known.name!r}")
        _EXPORTERS[self.name] = replace(self, writer=writer)
        return writer

    def write(self, export: Export) -> Iterator[bytes]:
        """The bytes of the file, chunk by chunk; the same export gives the same bytes.

        Raises:
            UnexportableText: by the call itself, before the first chunk, if the format cannot carry a text at all.
        """
        self.carrier.check(export)
        return chunked(self.writer(replace(export, losses=self.losses(export))))

    def losses(self, export: Export) -> tuple[Loss, ...]:
        """What of its subgraph the file does not carry as it is; the file itself says the same where it can."""
        layout = layout_loss(export.subgraph, export.options) if self.carries_positions else ()
        return (*count_losses(export.subgraph, export.evidence, self._lost(export.options)), *layout)

    def _lost(self, options: ExportOptions) -> Mapping[LossKind, str]:
        if not (self.dynamic and options.dynamic):
            return self.loses
        vague = {LossKind.VAGUE_DATES: "Intervals need days: a year or month stands for its first to its last day."}
        return {feature: why for feature, why in self.loses.items() if feature is not LossKind.PERIODS} | vague


_EXPORTERS: dict[str, Exporter] = {}


def exporters() -> tuple[Exporter, ...]:
    """Every format, in the order of registration."""
    return tuple(_EXPORTERS.values())


def exporter_named(name: str) -> Exporter:
    """The format of this name; raises UnknownFormat, which suggests the nearest one."""
    return _found(name, "name", "format")


def exporter_for_suffix(suffix: str) -> Exporter:
    """The format of this suffix, with or without its dot, in any case; raises what `exporter_named` raises."""
    return _found(f".{suffix.lower().removeprefix('.')}", "suffix")


def exporter_for_path(path: str) -> Exporter | None:
    """The format whose suffix ends this path, the longest if several do; nothing where none does."""
    ending = [known for known in exporters() if path.lower().endswith(known.suffix)]
    return max(ending, key=lambda known: len(known.suffix), default=None)


def exporter_for_media_type(media_type: str) -> Exporter:
    """The format of this media type without its parameters; raises what `exporter_named` raises."""
    return _found(media_type.partition(";")[0].strip().lower(), "media_type", "media type")


def _found(wanted: str, member: str, what: str = "") -> Exporter:
    table = {getattr(known, member): known for known in exporters()}
    if wanted in table:
        return table[wanted]
    raise UnknownFormat.unknown(wanted, f"export {what or member}", table, parameter="format")
