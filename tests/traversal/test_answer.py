"""The whole graph: all of it, the first of it, or a refusal."""

from collections.abc import Sequence

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.model.errors import BudgetExceeded
from graphapi.traversal.answer import MAX_WHOLE, everything, whole_graph
from tests.contract.sample import DOCUMENTS, EDGES, GONE, NODES, REVISION

pytestmark = pytest.mark.anyio


class Vast(MemoryView):
    """A view of one edge more than an answer holds."""

    async def edge_ids(self, kind: str | None = None) -> Sequence[str]:
        return [EDGES[0].id] * (MAX_WHOLE + 1)


@pytest.mark.parametrize("most", range(1, len(NODES)))
async def test_the_first_nodes_come_with_the_edges_among_them(view: GraphView, most: int) -> None:
    found = await everything(view, most=most)
    nodes = list(await view.node_ids())[:most]
    among = [edge.id for edge in EDGES if {edge.tail, edge.head} <= set(nodes)]
    assert (list(found.graph.nodes), sorted(found.graph.edges)) == (nodes, sorted(among))
    assert list(found.graph.edges) == list(await view.ordered(among))
    assert found.meta.completeness.unexpanded == len(NODES) - most


async def test_everything_is_complete(view: GraphView) -> None:
    found = await whole_graph(view)
    assert ({node.id for node in found.nodes}, {edge.id for edge in found.edges}) == (
        {node.id for node in NODES},
        {edge.id for edge in EDGES},
    )


async def test_a_graph_that_no_answer_can_hold_is_refused_as_a_whole_and_told_in_part() -> None:
    vast = Vast(REVISION, DOCUMENTS, GONE)
    with pytest.raises(BudgetExceeded, match="500,001 edges"):
        await whole_graph(vast)
    assert len((await everything(vast, most=3)).graph.nodes) == 3
