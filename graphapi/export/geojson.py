"""GeoJSON (RFC 7946) of what lies somewhere; parks by their own coordinates, the rest by those it borrows."""

from collections.abc import Iterator
from typing import Any

from graphapi.export.chunks import array, member, whole
from graphapi.export.json_formats import metadata_with_sources, statements_of
from graphapi.export.losses import LossKind
from graphapi.export.options import Export
from graphapi.export.registry import Exporter
from graphapi.export.styling import Scene
from graphapi.model.documents import Node
from graphapi.model.kinds import NODE_KINDS

_LOSES = {
    LossKind.EDGES: "A map of points has no edges.",
    LossKind.NODES_WITHOUT_PLACE: "A feature needs a point, and no source or neighbour gives them one.",
}


@Exporter(
    "geojson",
    media_type="application/geo+json",
    suffix=".geojson",
    purpose="maps: QGIS, Leaflet, geojson.io",
    loses=_LOSES,
    carries_evidence=True,
)
def write_geojson(export: Export) -> Iterator[bytes]:
    """A feature collection; `geo_precision` distinguishes a node's own coordinates from borrowed ones."""
    scene = Scene(export)
    yield b'{"type":"FeatureCollection"'
    yield from member("metadata", whole(metadata_with_sources(export)))
    features = (_feature(node, scene) for node in export.subgraph.nodes)
    yield from member("features", array(feature for feature in features if feature is not None))
    yield b"}\n"


def _feature(node: Node, scene: Scene) -> dict[str, Any] | None:
    row = scene.row(node)
    if "lat" not in row:
        return None
    point = {"type": "Point", "coordinates": [row.pop("lon"), row.pop("lat")]}
    shown = {"label": scene.label(node), "marker-color": NODE_KINDS[node.kind].colour}
    fields = shown | row | statements_of(node.id, scene.evidence)
    return {"type": "Feature", "id": node.id, "geometry": point, "properties": fields}
