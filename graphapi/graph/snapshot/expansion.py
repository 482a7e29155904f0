"""One hop out of a frontier by the compiled loop, with the filters that only documents can answer tested behind it."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from graphapi.graph.base import Expansion, Hop
from graphapi.graph.filters import EdgeTest, NodeTest, edge_test, node_test
from graphapi.graph.hubs import kept_at_hub
from graphapi.graph.meter import CHECK_EVERY, Meter
from graphapi.graph.snapshot.compiled_steps import CompiledStep, StepCompiler, unfiltered
from graphapi.graph.snapshot.ids import IdTable
from graphapi.graph.snapshot.kernels import Ints
from graphapi.graph.snapshot.kernels.filters import hub_quota, without_hubs
from graphapi.graph.snapshot.topology import NOWHERE
from graphapi.graph.snapshot.traversal import Traversal
from graphapi.model.completeness import Shortfall
from graphapi.model.documents import Edge, Location, Node
from graphapi.model.steps import Step


class DocumentLookup(Protocol):
    """Where documents are looked up, one at a time."""

    def edge(self, identifier: str) -> Edge:
        """An edge that is there."""

    def node(self, identifier: str) -> tuple[Node, Location]:
        """A node that is there, and where it lies."""


class Expander:
    """Answers `GraphView.expand` for one snapshot."""

    def __init__(self, traversal: Traversal, ids: IdTable, steps: StepCompiler, documents: DocumentLookup) -> None:
        self._traversal, self._ids, self._steps, self._documents = traversal, ids, steps, documents

    async def expand(self, frontier: Sequence[str], step: Step, meter: Meter) -> Expansion:
        """See `GraphView.expand`."""
        compiled = self._steps.compile(step)
        hops: list[Hop] = []
        for first, last in self._stretches(frontier, compiled):
            if self._is_hub(frontier[first], compiled):
                done = await self._expand_hub(frontier[first], step, compiled, hops, meter)
            else:
                done = await self._expand(frontier[first:last], compiled, hops, meter)
            if meter.stopped:
                return Expansion(hops, first + done)
        return Expansion(hops, len(frontier))

    def _stretches(self, frontier: Sequence[str], step: CompiledStep) -> Iterator[tuple[int, int]]:
        """The frontier as a whole, or node by node where Python has to choose at hubs."""
        width = 1 if step.chooses_at_hubs else len(frontier)
        for first in range(0, len(frontier), max(1, width)):
            yield first, first + width

    def _is_hub(self, node: str, step: CompiledStep) -> bool:
        number = self._ids.node(node) if step.chooses_at_hubs else NOWHERE
        return number != NOWHERE and bool(hub_quota(self._traversal.graph, step.allowed, number)[0])

    async def _expand(self, frontier: Sequence[str], step: CompiledStep, hops: list[Hop], meter: Meter) -> int:
        """Adds the hops of a frontier; how many of its nodes were examined to their last edge."""
        known = [(place, number) for place, key in enumerate(frontier) if (number := self._ids.node(key)) != NOWHERE]
        places = [place for place, _ in known]
        passes = self._test(step.edge, step.node) if step.edge or step.node else None
        base, over = meter.edges, False
        numbers = np.array([number for _, number in known], np.int32)
        with self._traversal.one_hop(numbers, step.allowed, budget=meter.budget.edges - base) as search:
            while not over:
                over = search.advance()
                meter.edges = base + search.examined
                walked = self._hops([frontier[place] for place in places], *search.walked)
                hops.extend(filter(passes, walked) if passes else walked)
                if search.stopped:
                    meter.stopped = Shortfall.EDGE_BUDGET
                if meter.stopped or (meter.edges >= meter.next_check and not await meter.checkpoint()):
                    break
            self._steps.note_hubs(search.hubs, meter)
            return places[search.at] if search.at < len(places) else len(frontier)

    async def _expand_hub(self, node: str, step: Step, compiled: CompiledStep, hops: list[Hop], meter: Meter) -> int:
        """Adds what a hub policy keeps of all hops of a node; 1 unless it was stopped."""
        number = self._ids.node(node)
        edges = hub_quota(self._traversal.graph, compiled.allowed, number)[0]
        chosen = np.array(kept_at_hub(node, range(edges), step.hubs, meter), np.int64)
        every = without_hubs(self._steps.compile(unfiltered(step)).allowed)
        kept, seen, over = list[Hop](), 0, False
        with self._traversal.one_hop(np.array([number], np.int32), every) as search:
            while not over:
                over = search.advance()
                here = chosen[(chosen >= seen) & (chosen < seen + len(search.walked[0]))] - seen
                kept += self._hops([node], *(part[here] for part in search.walked))
                seen += len(search.walked[0])
                await asyncio.sleep(0)
        passes = self._test(edge_test(step.edge), node_test(step.to, step.barrier, step.exempt))
        for begin in range(0, len(kept), CHECK_EVERY):
            part = kept[begin : begin + CHECK_EVERY]
            held = part[: meter.charge(len(part))]
            hops.extend(filter(passes, held))
            if meter.stopped or (meter.edges >= meter.next_check and not await meter.checkpoint()):
                return 0
        return 1

    def _hops(self, origins: Sequence[str], places: Ints, edges: Ints, nodes: Ints) -> Iterable[Hop]:
        named = zip(places.tolist(), self._ids.edges(edges), self._ids.nodes(nodes.tolist()), strict=True)
        return [Hop(origins[place], edge, node) for place, edge, node in named]

    def _test(self, edge: EdgeTest | None, node: NodeTest | None) -> Callable[[Hop], bool]:
        def passes(hop: Hop) -> bool:
            if edge is not None and not edge(self._documents.edge(hop.edge)):
                return False
            return node is None or node(*self._documents.node(hop.node))

        return passes
