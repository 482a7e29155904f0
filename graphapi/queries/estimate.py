"""What a traversal would cost, without running it."""

from collections.abc import Sequence
from typing import Any

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget, Meter
from graphapi.model.steps import Step

_SAMPLE = 64


async def estimate(view: GraphView, starts: Sequence[str], steps: Sequence[Step], budget: Budget) -> dict[str, Any]:
    """Predicted edges and nodes: the frontier of each hop is expanded for at most 64 nodes and scaled up.

    Nodes never exceed those of the graph. `advice` says what to narrow when the budget would not do.
    """
    frontier, seen = list(dict.fromkeys(starts)), set(starts)
    edges, nodes, scale = 0.0, float(len(seen)), 1.0
    total = len(await view.node_ids())
    hops: list[dict[str, int]] = []
    for step in [one for one in steps for _ in range(one.repeat[1])]:
        sample = frontier[:: max(1, len(frontier) // _SAMPLE)][:_SAMPLE]
        if not sample:
            break
        meter = Meter(Budget(edges=20_000, ms=200))
        found = (await view.expand(sample, step, meter)).hops
        scale *= len(frontier) / len(sample)
        fresh = sorted({hop.node for hop in found} - seen)
        seen.update(fresh)
        edges += meter.edges * scale
        nodes = min(float(total), nodes + len(fresh) * scale)
        hops.append({"edges": round(meter.edges * scale), "nodes": round(min(total, len(fresh) * scale))})
        frontier = fresh
    return {"edges": round(edges), "nodes": round(nodes), "hops": hops, "advice": _advice(edges, nodes, budget, hops)}


def _advice(edges: float, nodes: float, budget: Budget, hops: Sequence[dict[str, int]]) -> str:
    if edges <= budget.edges and nodes <= budget.results:
        return "the query fits its budget"
    heaviest = max(range(len(hops)), key=lambda number: hops[number]["edges"]) + 1
    return (
        f"the query would look at about {edges:,.0f} edges and find about {nodes:,.0f} nodes; its budget holds "
        f"{budget.edges:,} edges and {budget.results:,} nodes: narrow rel or kind at hop {heaviest}, or lower the depth"
    )
