"""A power-law multigraph of typed nodes, the same for the same size and seed.

The kinds are those of the house. Tails are drawn with weights falling as rank^-1/3, heads as rank^-2/3, so that the
degrees at the heads follow a power law with exponent 5/2 and hubs grow with the graph. `feeds` stays within chains
of `CHAIN` segments and goes from earlier to later ones, so that what lies upstream of a segment is bounded as in life.
"""

import numpy as np

from benchmarks.graphs.arrays import Graph, Numbers, Title, packed
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS

SEED = 20_251_226
EDGES_PER_NODE = 25
CHAIN = 256
WINDOW = 48
NODE_SHARES = {"park": 0.15, "city": 0.01, "company": 0.64, "segment": 0.2}
EDGE_SHARES = {
    ("located_in", "park", "city"): 0.02,
    ("headquartered_in", "company", "city"): 0.08,
    ("operates_in", "company", "park"): 0.2,
    ("hosts", "park", "segment"): 0.2,
    ("active_in", "company", "segment"): 0.2,
    ("feeds", "segment", "segment"): 0.15,
    ("owned_by", "company", "company"): 0.15,
}
BASIS_SHARES = (0.25, 0.4, 0.1, 0.25)


def generate(edges: int, seed: int = SEED) -> Graph:
    """A graph of `edges` edges, at least some thousands; parallel edges happen, self-loops do not."""
    chance = np.random.default_rng(seed)
    kinds, ranges = _nodes(edges // EDGES_PER_NODE)
    title = Title(
        f"generated-{edges}",
        f"generated power-law multigraph, {edges:,} edges, seed {seed}",
        tuple(NODE_KINDS),
        tuple(EDGE_KINDS),
    )
    parts = []
    for (kind, tail, head), share in EDGE_SHARES.items():
        count = round(edges * share)
        tails, heads = (
            _feeds(chance, ranges[tail], count) if kind == "feeds" else _ends(chance, ranges[tail], ranges[head], count)
        )
        bases = chance.choice(len(BASIS_SHARES), size=count, p=BASIS_SHARES)
        parts.append((title.edge_kinds.index(kind), tails, heads, bases))
    return packed(title, kinds, parts)


def _nodes(count: int) -> tuple[Numbers, dict[str, range]]:
    """Kind of each node, kinds in the order of the kinds table, and the numbers that each kind has."""
    ranges, begin = {}, 0
    for name in NODE_KINDS:
        size = round(count * NODE_SHARES.get(name, 0))
        ranges[name] = range(begin, begin + size)
        begin += size
    sizes = [len(numbers) for numbers in ranges.values()]
    return np.repeat(np.arange(len(sizes), dtype=np.uint8), sizes), ranges


def _ends(chance: np.random.Generator, tails: range, heads: range, count: int) -> tuple[Numbers, Numbers]:
    tail = _drawn(chance, tails, count, 1 / 3)
    head = _drawn(chance, heads, count, 2 / 3)
    loops = tail == head
    head[loops] = heads.start + (head[loops] - heads.start + 1) % len(heads)
    return tail, head


def _drawn(chance: np.random.Generator, numbers: range, count: int, slope: float) -> Numbers:
    """Numbers of the range with weights rank^-slope; which number has which rank is shuffled."""
    ranks = np.floor(len(numbers) * chance.random(count) ** (1 / (1 - slope))).astype(np.int64)
    return numbers.start + chance.permutation(len(numbers))[ranks]


def _feeds(chance: np.random.Generator, segments: range, count: int) -> tuple[Numbers, Numbers]:
    """From a segment to one of the `WINDOW` after it in its chain."""
    tail = chance.integers(0, len(segments) - 1, count)
    tail -= (tail % CHAIN == CHAIN - 1).astype(tail.dtype)
    ends = np.minimum((tail // CHAIN + 1) * CHAIN, len(segments))
    head = tail + 1 + (chance.random(count) * np.minimum(ends - tail - 1, WINDOW)).astype(np.int64)
    return segments.start + tail, segments.start + head
