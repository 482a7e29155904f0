"""Layers of a directed graph with loops: longest paths over its condensation, and which links lead back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]
"""Tail and head of a link."""


@dataclass(frozen=True, slots=True)
class Layering:
    """`layer` of each linked node over the condensation, `column` over the links that do not lead `back`.

    Nodes of one loop (a strongly connected component of several nodes) share a layer and have the same number in
    `loop`; nodes outside loops are absent there.
    """

    layer: Mapping[str, int]
    column: Mapping[str, int]
    loop: Mapping[str, int]
    back: frozenset[Pair]


def layered(links: Iterable[Pair], rank: Mapping[str, int]) -> Layering:
    """Layers of the linked nodes: the number of links of the longest way that leads to a node, loops taken as one node.

    A link inside a loop leads back when its head has a lower `rank` than its tail; where loops are left among nodes of
    equal rank, a depth-first search by rank and id decides: links to a node on the way to where it stands lead back. A
    self-loop leads back. Without the links that lead back there is no loop. Linear in nodes and links (Tarjan 1972).
    """
    pairs = sorted(set(links))
    components = _components(pairs, rank)
    group = {node: number for number, component in enumerate(components) for node in component}
    inside = [pair for pair in pairs if group[pair[0]] == group[pair[1]]]
    back = {pair for pair in inside if pair[0] == pair[1] or rank[pair[0]] > rank[pair[1]]}
    back |= set(_closing([pair for pair in inside if pair not in back], rank))
    loops = [component for component in reversed(components) if len(component) > 1]
    return Layering(
        layer=_longest(pairs, components),
        column=_longest([pair for pair in pairs if pair not in back], None, nodes=group, rank=rank),
        loop={node: number for number, component in enumerate(loops, 1) for node in component},
        back=frozenset(back),
    )


def _longest(
    pairs: Sequence[Pair],
    components: Sequence[Sequence[str]] | None,
    *,
    nodes: Iterable[str] = (),
    rank: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Length of the longest way to each node; nodes of a component count as one."""
    if components is None:
        components = _components(pairs, rank or {}, nodes)
    onward = _onward(pairs)
    group = {node: number for number, component in enumerate(components) for node in component}
    length = [0] * len(components)
    for number in reversed(range(len(components))):
        for node in components[number]:
            for head in onward[node]:
                if group[head] != number:
                    length[group[head]] = max(length[group[head]], length[number] + 1)
    return {node: length[number] for node, number in group.items()}


def _components(pairs: Sequence[Pair], rank: Mapping[str, int], nodes: Iterable[str] = ()) -> list[list[str]]:
    """Strongly connected components, each sorted; a component comes before those that lead to it."""
    onward = _onward(pairs)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    found: list[list[str]] = []
    for root in _starts(pairs, rank, nodes):
        if root in index:
            continue
        way: list[tuple[str, Iterator[str]]] = [(root, iter(onward[root]))]
        index[root] = low[root] = len(index)
        open_[root] = None
        while way:
            node, heads = way[-1]
            head = next((head for head in heads if head not in index or head in open_), None)
            if head is None:
                way.pop()
                if way:
                    low[way[-1][0]] = min(low[way[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_closed(node, open_))
            elif head in index:
                low[node] = min(low[node], index[head])
            else:
                index[head] = low[head] = len(index)
                open_[head] = None
                way.append((head, iter(onward[head])))
    return found


def _closed(root: str, open_: dict[str, None]) -> list[str]:
    component: list[str] = []
    while not component or component[-1] != root:
        component.append(open_.popitem()[0])
    return sorted(component)


def _closing(pairs: Sequence[Pair], rank: Mapping[str, int]) -> Iterator[Pair]:
    """Links that close a loop in a depth-first search."""
    onward, seen = _onward(pairs), set[str]()
    for root in _starts(pairs, rank):
        if root in seen:
            continue
        seen.add(root)
        way: dict[str, Iterator[str]] = {root: iter(onward[root])}
        while way:
            node, heads = next(reversed(way.items()))
            head = next(heads, None)
            if head is None:
                del way[node]
            elif head in way:
                yield node, head
            elif head not in seen:
                seen.add(head)
                way[head] = iter(onward[head])


def _onward(pairs: Sequence[Pair]) -> Mapping[str, list[str]]:
    onward: dict[str, list[str]] = defaultdict(list)
    for tail, head in pairs:
        onward[tail].append(head)
    return onward


def _starts(pairs: Sequence[Pair], rank: Mapping[str, int], nodes: Iterable[str] = ()) -> list[str]:
    return sorted({*nodes, *(end for pair in pairs for end in pair)}, key=lambda node: (rank.get(node, 0), node))
