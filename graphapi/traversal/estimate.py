"""What a traversal would cost, without running it."""

from collections.abc import Sequence

from graphapi.answers.graphs import Estimate, EstimateAnswer, HopEstimate
from graphapi.documents.lookup import known_node
from graphapi.documents.pages import meta_of
from graphapi.graph.base import GraphView
from graphapi.graph.bfs import NodeState, StepAutomaton
from graphapi.graph.meter import Budget, Meter
from graphapi.model.steps import Step

_SAMPLE = 64


async def estimate(view: GraphView, starts: Sequence[str], steps: Sequence[Step], budget: Budget) -> EstimateAnswer:
    """Predicted edges and nodes: the frontier of each hop is expanded for at most 64 nodes and scaled up.

    Exact while every frontier is that small. Nodes never exceed those of the graph. `advice` says what to narrow when
    the budget would not do.

    Raises:
        NodeNotFound, NodeMoved, DocumentGone, InvalidIdentifier: about a start.
    """
    for start in starts:
        await known_node(view, start, parameter="start")
    automaton = StepAutomaton.of(steps)
    frontier = [(node, 0) for node in dict.fromkeys(starts)]
    places, seen = set(frontier), {node for node, _ in frontier}
    edges, nodes, scale = 0.0, float(len(seen)), 1.0
    total = len(await view.node_ids())
    hops: list[HopEstimate] = []
    for _ in range(automaton.hops):
        sample = frontier[:: -(-len(frontier) // _SAMPLE) or 1]
        if not sample:
            break
        scale *= len(frontier) / len(sample)
        examined, reached = await _expanded(view, automaton, sample)
        fresh = {node for node, _ in reached} - seen
        frontier = sorted(reached - places)
        places |= reached
        seen |= fresh
        edges += examined * scale
        nodes = min(float(total), nodes + len(fresh) * scale)
        hops.append(HopEstimate(edges=round(examined * scale), nodes=round(min(total, len(fresh) * scale))))
    advice = _advice(edges, nodes, budget, hops)
    found = Estimate(edges=round(edges), nodes=round(nodes), hops=hops, advice=advice)
    return EstimateAnswer(estimate=found, meta=meta_of(view))


async def _expanded(
    view: GraphView, automaton: StepAutomaton, sample: Sequence[NodeState]
) -> tuple[float, set[NodeState]]:
    """Edges that the sample needs and the places that it reaches; degrees stand in for what takes too long."""
    meter = Meter(Budget(edges=20_000, ms=200))
    reached: set[NodeState] = set()
    for node, state in sample:
        for step, target in automaton.transitions[state]:
            reached |= {(hop.node, target) for hop in (await view.expand([node], step, meter)).hops}
    if not meter.stopped:
        return meter.edges, reached
    return sum([await view.degree(node) for node, _ in sample]), reached


def _advice(edges: float, nodes: float, budget: Budget, hops: Sequence[HopEstimate]) -> str:
    if edges <= budget.edges and nodes <= budget.results:
        return "the query fits its budget"
    heaviest = max(range(len(hops)), key=lambda number: hops[number].edges) + 1
    return (
        f"the query would examine about {edges:,.0f} edges and find about {nodes:,.0f} nodes; its budget holds "
        f"{budget.edges:,} edges and {budget.results:,} nodes: narrow rel or kind at hop {heaviest}, or lower the depth"
    )
