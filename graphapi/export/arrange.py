"""Positions by the wanted layout."""

from collections.abc import Mapping

from graphapi.export.chain_layout import chain_positions
from graphapi.export.force_layout import MOST_NODES, force_positions
from graphapi.export.layout import Point, positions
from graphapi.export.options import ExportOptions, LayoutName, Loss
from graphapi.export.places import Place
from graphapi.model.answers import Subgraph


def arranged(subgraph: Subgraph, places: Mapping[str, Place], layout: LayoutName) -> Mapping[str, Point]:
    """A position for every node. Too many nodes for `force` stand on the map instead: see `layout_loss`."""
    if layout == "chain":
        return chain_positions(subgraph)
    if layout == "force" and len(subgraph.nodes) <= MOST_NODES:
        return force_positions(subgraph, places)
    return positions((node.id for node in subgraph.nodes), places)


def layout_loss(subgraph: Subgraph, options: ExportOptions) -> tuple[Loss, ...]:
    """What the wanted layout could not do."""
    count = len(subgraph.nodes)
    if options.layout != "force" or count <= MOST_NODES:
        return ()
    why = f"More than {MOST_NODES:,} nodes are not laid out by forces: they stand on the map."
    return (Loss("layout", count, subgraph.nodes[0].id, why),)
