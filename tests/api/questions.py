"""At least one good question for every operation of the API, asked of the seed by the sweep."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

_MENGSU = "/v1/nodes/park:ordos-mengsu"
_CATL_TO_YIBIN = "/v1/paths?from=company:catl&to=park:yibin-lingang-east"
_CELLS = "/v1/segments/segment:power-battery-cells/hosts"


@dataclass(frozen=True, slots=True)
class Question:
    """One request that is answered with 200."""

    operation: str
    url: str
    method: str = "GET"
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.url} {self.body.decode()}".rstrip()


QUESTIONS = tuple(
    Question(operation, url)
    for operation, urls in {
        "get_root": ("/v1",),
        "get_schema": ("/v1/schema",),
        "get_problems": ("/v1/problems",),
        "get_nodes": (
            "/v1/nodes",
            "/v1/nodes?kind=park,company&q=CATL&provenance=inline",
            "/v1/nodes?stage=manufacturing&chain=lithium%20battery&basis=unverified&limit=2",
            "/v1/nodes?kind=company&listed=true&provenance=none",
            "/v1/nodes?q=nothing-has-this-name",
        ),
        "get_node": (_MENGSU, f"{_MENGSU}?provenance=inline", "/v1/nodes/company:catl?provenance=none"),
        "get_node_edges": (f"{_MENGSU}/edges", f"{_MENGSU}/edges?kind=hosts&direction=out&provenance=inline&limit=3"),
        "get_edge": (
            "/v1/edges/operates_in:aef37ae34b20",
            "/v1/edges/operates_in:aef37ae34b20?provenance=inline",
            "/v1/edges/operates_in:aef37ae34b20?provenance=none",
        ),
        "get_sources": ("/v1/sources", "/v1/sources?q=gov.cn&limit=3"),
        "get_source": ("/v1/sources/source:e81a1fdc05d3",),
        "get_neighborhood": (
            f"{_MENGSU}/neighborhood",
            f"{_MENGSU}/neighborhood?depth=2&rel=hosts>,<operates_in&kind=company&basis=reported&valid_on=2025",
            f"{_MENGSU}/neighborhood?depth=3&limit=5",
            f"{_MENGSU}/neighborhood?depth=3&max_edges=5",
            f"{_MENGSU}/neighborhood?provenance=inline",
        ),
        "get_neighborhood_gexf": (f"{_MENGSU}/neighborhood.gexf?depth=2&label=zh",),
        "get_paths": (
            _CATL_TO_YIBIN,
            f"{_CATL_TO_YIBIN}&mode=all_shortest&limit=3&provenance=inline",
            f"{_CATL_TO_YIBIN}&rel=measured_by",
        ),
        "get_graph_gexf": ("/v1/graph.gexf",),
        "get_hosts": (_CELLS, f"{_CELLS}?basis=reported&status=operating,planned&limit=2"),
        "get_park": (
            "/v1/parks/park:ordos-mengsu",
            "/v1/parks/park:yibin-lingang-east",
            "/v1/parks/park:beijing-etown",
        ),
        "get_segment_chain": (
            "/v1/segments/segment:lfp-cathode/chain",
            "/v1/segments/segment:lfp-cathode/chain?direction=up&depth=2&basis=reported&provenance=inline",
            "/v1/segments/segment:battery-recycling/chain?direction=down&max_edges=3",
            "/v1/segments/segment:textiles/chain",
        ),
        "get_chains": ("/v1/chains", "/v1/chains?basis=reported&limit=2"),
        "get_chain": (
            "/v1/chains/lithium-battery",
            "/v1/chains/Lithium%20Battery?basis=official&provenance=none",
            "/v1/chains/other",
        ),
        "get_statistics": ("/v1/statistics", "/v1/statistics?list=list:guangdong-batch-1"),
        "get_battery_parks": (
            "/v1/statistics/battery-parks",
            "/v1/statistics/battery-parks?list=list:guangdong-batch-1&limit=3",
        ),
        "get_patterns": ("/v1/patterns",),
        "get_similar": (
            "/v1/nodes/park:yichun-etdz/similar?rel=hosts>",
            "/v1/nodes/company:catl/similar?metric=adamic_adar&limit=3&provenance=none",
        ),
        "get_cycles": ("/v1/nodes/segment:battery-recycling/cycles?max_hops=4", "/v1/nodes/park:fuding/cycles"),
    }.items()
    for url in urls
) + tuple(
    Question(operation, url, "POST", orjson.dumps(body))
    for operation, url, bodies in (
        ("post_neighborhood", "/v1/neighborhood", (
            {"start": ["park:ordos-mengsu"]},
            {"start": {"kind": ["park"], "where": [{"field": "construction_end", "op": "<=", "value": 2027}]},
             "steps": [{"rel": ["hosts>"]}, {"rel": ["<feeds"], "repeat": [0, 2]}], "induced": True},
            {"start": ["company:catl", "company:byd"], "depth": 2, "count_only": True, "hubs": {"max_degree": 5}},
            {"start": ["company:catl"], "depth": 3, "estimate": True},
            {"start": ["company:catl"], "depth": 4, "budget": {"edges": 10}, "provenance": "inline"},
        )),
        ("post_paths", "/v1/paths", (
            {"from": "company:byd", "to": "park:yichun-etdz"},
            {"from": ["company:byd", "company:catl"], "to": ["city:yichun", "park:fuding"], "pairs": "each"},
            {"from": "company:byd", "to": "city:yichun", "mode": "k_shortest", "cost": "informative",
             "budget": {"results": 3}, "diverse": True, "via": ["park:yichun-etdz"]},
            {"from": "company:byd", "to": "city:yichun", "mode": "widest"},
            {"from": "company:byd", "to": "city:yichun", "max_hops": 1},
            {"from": "company:byd", "to": "city:yichun", "steps": [{"rel": ["hosts>"]}, {"rel": ["hosts>"]}]},
            {"from": "company:byd", "to": "city:yichun", "estimate": True},
        )),
        ("post_patterns", "/v1/patterns", (
            {"pattern": "park -hosts-> segment <-active_in- company", "budget": {"results": 5}},
            {"template": "neighbours-in-park", "bind": {"0": "company:byd"}, "distinct": [1, 2]},
            {"pattern": "company -operates_in-> park", "group_by": [1], "count_only": True},
            {"pattern": "company -operates_in-> park", "estimate": True, "bind": {"0": "company:byd"}},
        )),
        ("post_connect", "/v1/connect", ({"ids": ["company:catl", "company:byd", "park:ordos-mengsu"]},)),
    )
    for body in bodies
)  # fmt: skip

FIRST_OF: Mapping[str, Question] = {question.operation: question for question in reversed(QUESTIONS)}
"""The plainest question of each operation."""
