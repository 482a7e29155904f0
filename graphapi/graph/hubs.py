"""What to keep of the edges at a node that has too many."""

import random
from collections.abc import Sequence
from typing import TypeVar

from graphapi.graph.meter import Meter
from graphapi.model.errors import BudgetExceeded
from graphapi.model.steps import HubPolicy, Hubs

T = TypeVar("T")


def kept_at_hub(node: str, hops: Sequence[T], hubs: Hubs, meter: Meter) -> list[T]:
    """The hops that the policy keeps, in their order; the application is noted in the meter.

    A sample depends on the seed and the node alone, so it is the same in every run.

    Raises:
        BudgetExceeded: the policy is to fail.
    """
    if hubs.policy is HubPolicy.ERROR:
        raise BudgetExceeded(
            f"{node!r} has {len(hops)} edges of this step, more than max_degree {hubs.max_degree}",
            value=node,
            parameter="max_degree",
            suggestion="narrow rel, raise max_degree or choose another hub policy",
        )
    kept = list(_CHOICES[hubs.policy](node, hops, hubs))
    meter.hubs[node] = (len(hops), len(kept))
    return kept


def _first(_: str, hops: Sequence[T], hubs: Hubs) -> Sequence[T]:
    return hops[: hubs.max_degree]


def _sample(node: str, hops: Sequence[T], hubs: Hubs) -> Sequence[T]:
    chosen = random.Random(f"{hubs.seed} {node}").sample(range(len(hops)), hubs.max_degree)  # noqa: S311  (no secret)
    return [hops[place] for place in sorted(chosen)]


def _none(_: str, hops: Sequence[T], hubs: Hubs) -> Sequence[T]:
    return ()


_CHOICES = {HubPolicy.FIRST: _first, HubPolicy.SAMPLE: _sample, HubPolicy.SKIP: _none}
