"""JSON-LD 1.1 that carries its context."""

from collections.abc import Iterator

from graphapi.export.chunks import gathered
from graphapi.export.json_parts import array, member, whole
from graphapi.export.linked import linked
from graphapi.export.losses import Feature
from graphapi.export.options import Export
from graphapi.export.registry import exporter
from graphapi.export.texts import check_texts
from graphapi.export.vocabulary import context

LOSES = {
    Feature.LOOKS: "Triples say what is, not how it looks; borrowed coordinates are left out too.",
    Feature.LISTS: "Items of a list are there, but their order is not.",
}
"""What RDF loses, in any syntax."""


@exporter(
    "json-ld",
    media_type="application/ld+json",
    suffix=".jsonld",
    purpose="linked data, with provenance as PROV-O",
    loses=LOSES,
    evident=True,
)
def write_json_ld(export: Export) -> Iterator[bytes]:
    """One `@graph`: the file, nodes, edges as statements with sources and as plain triples, statements, sources."""
    check_texts(export, "UTF-8")
    return gathered(_document(export))


def _document(export: Export) -> Iterator[bytes]:
    yield b"{"
    yield from member("@context", whole(context()), first=True)
    yield from member("@graph", array(linked(export)))
    yield b"}\n"
