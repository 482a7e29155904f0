"""What paths say of pairs and of via nodes, on the sample graph of the contract suite."""

import pytest

from graphapi.graph.base import GraphView
from graphapi.model.kinds import Basis
from graphapi.model.steps import Step
from graphapi.traversal.paths import PathMode, PathPlan, paths

pytestmark = pytest.mark.anyio


async def test_each_pair_keeps_the_mode_that_was_asked(view: GraphView) -> None:
    ends = [
        edge for edge in (await view.edges(await view.edge_ids("hosts"))).values() if edge.basis is not Basis.DERIVED
    ]
    one = ends[0]
    alone = PathPlan((one.tail,), (one.head,), mode=PathMode.WIDEST, steps=(Step(repeat=(1, 4)),))
    pairs = PathPlan((one.tail, one.head), (one.head,), mode=PathMode.WIDEST, each_pair=True, steps=alone.steps)
    best = (await paths(view, alone)).paths[0]
    assert (await paths(view, pairs)).paths == [best]


async def test_a_via_node_that_bars_the_way_is_named(view: GraphView) -> None:
    edge = next(iter((await view.edges(await view.edge_ids("hosts"))).values()))
    lonely = next(iter(await view.node_ids("policy")))
    barred = PathPlan((edge.tail,), (edge.head,), via=(lonely,), max_hops=2, steps=(Step(repeat=(1, 2)),))
    why = (await paths(view, barred)).meta.no_path
    assert why is not None
    assert why.relax is not None
    assert why.relax[0].constraint == "via"
    assert why.relax[0].nodes[0] == edge.tail
