"""The completeness of a park as a condition of a screen; the score is that of `chain.coverage`."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphapi.chain.coverage import coverage_score, hosted_chain
from graphapi.chain.hosting import hosting
from graphapi.documents.edge_reader import EdgeReader
from graphapi.model.documents import Node
from graphapi.model.kinds import Basis
from graphapi.model.steps import EdgeFilter, Operator
from graphapi.parks.screen_conditions import ScreenCondition, Ticks
from graphapi.parks.three_valued import Interval, Ticked, Truth


@dataclass(frozen=True, slots=True)
class Covers(ScreenCondition):
    """The completeness score of the park, 0 to 1, for a chain compares as asked."""

    chain: str
    op: Operator
    value: float
    basis: Basis = Basis.UNVERIFIED

    async def ticks(self, reader: EdgeReader, parks: Mapping[str, Node]) -> Ticks:
        """Unknown where nothing that the park hosts is known, or the chain has no links."""
        chain = await hosted_chain(reader, self.chain, EdgeFilter(basis=self.basis))
        known = (await hosting(reader, parks=list(parks))).by_park
        found: dict[str, Ticked] = {}
        for park in parks:
            covered = chain.coverage({park})
            reached = coverage_score(covered)
            if reached is None or park not in known:
                found[park] = Ticked(Truth.UNKNOWN)
                continue
            edges = tuple(edge for link in covered for one in link.hosted for edge in one.edges)
            tick = Interval(reached, reached).compared(self.op, self.value)
            found[park] = Ticked(tick, edges, values={"score": reached})
        return found
