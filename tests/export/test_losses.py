from dataclasses import replace

import pytest

from graphapi.export.losses import LossKind, count_losses
from graphapi.export.options import Export, ExportOptions, SubgraphEvidence
from graphapi.export.registry import Exporter, exporter_named, exporters
from graphapi.model.documents import Statement, Subgraph
from graphapi.model.identifiers import edge_id, statement_id
from graphapi.model.kinds import Basis
from tests.export.samples import IMPRINT, SOURCE, edge, full_graph, node, park, small_graph

EVERYTHING = dict.fromkeys(LossKind, "no room")


def evidence() -> SubgraphEvidence:
    identifier = statement_id("park:north", "area_km2", "14", "", (SOURCE,))
    area = Statement(identifier, "park:north", "area_km2", 14.0, Basis.REPORTED, (SOURCE,))
    return SubgraphEvidence({"park:north": (area, replace(area, value=15.0))})


def test_every_feature_is_found_and_counted_with_an_example() -> None:
    graph = small_graph()
    nodes = [*graph.nodes, node("company:formula", "=1+1", note="-2\\", lei="007")]
    edges = [*graph.edges, edge("operates_in", "company:maker", "park:north", "third")]
    found = {loss.what: loss for loss in count_losses(Subgraph(nodes, edges), evidence(), EVERYTHING)}
    counts = {what: loss.count for what, loss in found.items()}
    assert counts == {
        "edges": 11,
        "nodes that nothing places": 2,
        "lists": 23,
        "parallel edges of one kind": 3,
        "periods": 2,
        "dates without a day": 2,
        "caveats": 1,
        "positions, sizes and colours": 10,
        "numbers and truth values": 19,
        "texts with a backslash": 1,
        "texts that a spreadsheet would execute": 2,
        "texts of digits": 1,
        "further or conflicting statements": 2,
        "sources beyond their ids": 20,
    }
    assert found["caveats"].example == f"{edge_id('operates_in', 'company:maker', 'park:north')} City-wide > park"
    assert found["parallel edges of one kind"].example == edge_id(
        "operates_in", "company:maker", "park:north", "second plant"
    )
    assert found["texts that a spreadsheet would execute"].example == "company:formula name_en"
    assert all(loss.why == "no room" for loss in found.values())


def test_what_never_occurs_is_not_in_the_report() -> None:
    assert (
        count_losses(
            Subgraph([park("a", 1.0, 2.0)], []), SubgraphEvidence(), {LossKind.CAVEATS: "", LossKind.EDGES: ""}
        )
        == ()
    )


@pytest.mark.parametrize("known", exporters(), ids=lambda known: known.name)
def test_every_format_gives_a_reason_for_all_that_it_loses(known: Exporter) -> None:
    assert all(why.endswith(".") for why in known.loses.values())
    report = [loss.to_json() for loss in known.losses(Export(full_graph(), IMPRINT, evidence=evidence()))]
    assert all(set(loss) == {"what", "count", "example", "why"} and loss["count"] > 0 for loss in report)


def test_with_intervals_periods_are_carried_but_vague_dates_are_widened() -> None:
    gexf = exporter_named("gexf")
    static = {loss.what for loss in gexf.losses(Export(small_graph(), IMPRINT))}
    dynamic = {loss.what for loss in gexf.losses(Export(small_graph(), IMPRINT, ExportOptions(dynamic=True)))}
    assert static - dynamic == {"periods"}
    assert dynamic - static == {"dates without a day"}
