"""At least one good question for every operation of the API, asked of the seed by the sweep."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson

from graphapi.api.operations import OPERATIONS, Operation
from graphapi.api.routes import all_routes

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
    content_type: str = "application/json"

    def __str__(self) -> str:
        return f"{self.method} {self.url} {self.body.decode()}".rstrip()


_MORE = tuple(
    Question(operation, url)
    for operation, urls in {
        "get_root": ("/v1",),
        "get_schema": ("/v1/schema",),
        "get_problems": ("/v1/problems",),
        "get_context": ("/v1/context",),
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
        "get_paths": (
            _CATL_TO_YIBIN,
            f"{_CATL_TO_YIBIN}&mode=all_shortest&limit=3&provenance=inline",
            f"{_CATL_TO_YIBIN}&rel=measured_by",
        ),
        "get_graph": ("/v1/graph", "/v1/graph.gexf", f"{_MENGSU}/neighborhood.gexf?depth=2&label=zh"),
        "get_hosts": (
            _CELLS,
            f"{_CELLS}?basis=reported&status=operating,planned&limit=2",
            f"{_CELLS}?reach=upstream&hops=2&weights=distance:3,capacity:0&sensitivity=true&limit=3",
            f"{_CELLS}?reach=downstream&basis=reported&limit=3",
            *(f"{_CELLS}?rollup={rollup}&limit=4" for rollup in ("province", "city", "company", "list")),
            f"{_CELLS}?province=province:tj&sensitivity=true",
        ),
        "get_park_indicators": (
            "/v1/parks/park:beijing-etown/indicators",
            "/v1/parks/park:yancheng-dafeng-port/indicators",
            "/v1/parks/park:tianjin-teda/indicators",
        ),
        "get_indicators": (
            "/v1/indicators?limit=3",
            "/v1/indicators?disclosed=true&list=list:national-batch-1",
            "/v1/indicators?province=province:nm&disclosed=false&indicator=indicator:guiding-clean-energy",
        ),
        "get_park": (
            "/v1/parks/park:ordos-mengsu",
            "/v1/parks/park:yibin-lingang-east",
            "/v1/parks/park:beijing-etown",
        ),
        "get_park_coverage": (
            "/v1/parks/park:ordos-mengsu/coverage",
            "/v1/parks/park:jingmen-hightech/coverage?chain=photovoltaics&nearest=1&basis=reported&status=operating",
            "/v1/parks/park:beijing-etown/coverage?chain=other&nearest=0&provenance=inline",
        ),
        "get_province_coverage": (
            "/v1/provinces/province:nm/coverage",
            "/v1/provinces/province:gd/coverage?nearest=1&provenance=none",
        ),
        "get_parks_by_coverage": (
            "/v1/coverage/parks",
            "/v1/coverage/parks?chain=wind&list=list:national-batch-1&province=province:nm&limit=1",
        ),
        "get_provinces_by_coverage": (
            "/v1/coverage/provinces",
            "/v1/coverage/provinces?chain=hydrogen&basis=official&status=operating,planned",
        ),
        "get_companies": (
            "/v1/companies",
            "/v1/companies?listed=true&exchange=XSHE&province=province:gd&limit=3",
            "/v1/companies?segment=segment:power-battery-cells&park=park:changzhou-liyang&q=catl",
        ),
        "get_footprint": (
            "/v1/companies/company:catl/footprint",
            "/v1/companies/company:byd/footprint?depth=0&basis=reported&status=operating",
            "/v1/companies/company:zangge/footprint?relation=subsidiary,wholly_owned&provenance=inline",
        ),
        "get_overlap": (
            "/v1/companies/company:catl/overlap?with=company:byd",
            "/v1/companies/company:catl/overlap?with=company:saic",
        ),
        "get_concentration": (
            "/v1/concentration?segment=segment:power-battery-cells",
            "/v1/concentration?segment=segment:power-battery-cells&by=company&owners=true",
            "/v1/concentration?segment=segment:power-battery-cells&by=park&weight=capacity",
            "/v1/concentration?segment=segment:pumps&by=company&weight=capacity&status=signed",
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
        "get_compare": (
            "/v1/compare?ids=park:ordos-mengsu,park:yichun-etdz,park:fuding",
            "/v1/compare?ids=company:catl,park:fuding&provenance=inline",
        ),
        "get_search": (
            "/v1/search?q=ndsd",
            "/v1/search?q=%E5%BC%80%E5%8F%91%E5%8C%BA&kind=park&province=province:nm&list=list:national-batch-1&limit=2",
            "/v1/search?q=new%20energy&kind=company,energy&provenance=inline&limit=2",
            "/v1/search?q=***",
        ),
        "get_suggest": (
            "/v1/suggest?q=300750.SZ",
            "/v1/suggest?q=n%C3%ADngd%C3%A9&kind=company&limit=3",
            "/v1/suggest?q=hithum%20xiamen",
        ),
        "get_resolve": (
            "/v1/resolve?scheme=ticker&id=XSHE:300750",
            "/v1/resolve?scheme=gbt_2260&id=150000&provenance=inline",
            "/v1/resolve?scheme=list_number&id=list:national-batch-1:15&provenance=none",
        ),
        "get_reconcile": (
            "/v1/reconcile",
            "/v1/reconcile?queries=%7B%22q0%22%3A%7B%22query%22%3A%22CATL%22%2C%22type%22%3A%22company%22%7D%7D",
            "/v1/reconcile?extend=%7B%22ids%22%3A%5B%22company%3Acatl%22%5D%2C%22properties%22%3A%5B%5D%7D",
        ),
        "get_suggest_entity": ("/v1/reconcile/suggest/entity?prefix=ndsd&type=company&type_strict=any&limit=3",),
        "get_suggest_type": ("/v1/reconcile/suggest/type?prefix=pa",),
        "get_suggest_property": ("/v1/reconcile/suggest/property?prefix=prov&type=park",),
        "get_reconcile_properties": ("/v1/reconcile/properties?type=company&limit=3",),
        "get_flyout_entity": ("/v1/reconcile/flyout/entity?id=park:ordos-mengsu",),
        "get_flyout_type": ("/v1/reconcile/flyout/type?id=park",),
        "get_flyout_property": ("/v1/reconcile/flyout/property?id=segments",),
        "get_preview": ("/v1/reconcile/preview?id=company:catl",),
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
        (
            "post_neighborhood",
            "/v1/neighborhood",
            (
                {"start": ["park:ordos-mengsu"]},
                {
                    "start": {"kind": ["park"], "where": [{"field": "construction_end", "op": "<=", "value": 2027}]},
                    "steps": [{"rel": ["hosts>"]}, {"rel": ["<feeds"], "repeat": [0, 2]}],
                    "induced": True,
                },
                {"start": ["company:catl", "company:byd"], "depth": 2, "count_only": True, "hubs": {"max_degree": 5}},
                {"start": ["company:catl"], "depth": 3, "estimate": True},
                {"start": ["company:catl"], "depth": 4, "budget": {"edges": 10}, "provenance": "inline"},
            ),
        ),
        (
            "post_paths",
            "/v1/paths",
            (
                {"from": "company:byd", "to": "park:yichun-etdz"},
                {"from": ["company:byd", "company:catl"], "to": ["city:yichun", "park:fuding"], "pairs": "each"},
                {
                    "from": "company:byd",
                    "to": "city:yichun",
                    "mode": "k_shortest",
                    "cost": "informative",
                    "budget": {"results": 3},
                    "diverse": True,
                    "via": ["park:yichun-etdz"],
                },
                {"from": "company:byd", "to": "city:yichun", "mode": "widest"},
                {"from": "company:byd", "to": "city:yichun", "max_hops": 1},
                {"from": "company:byd", "to": "city:yichun", "steps": [{"rel": ["hosts>"]}, {"rel": ["hosts>"]}]},
                {"from": "company:byd", "to": "city:yichun", "estimate": True},
                {
                    "from": "company:byd",
                    "to": "city:yichun",
                    "mode": "all_shortest",
                    "avoid": {"kinds": ["province"]},
                    "stop_at": {"ids": ["segment:electric-vehicles"]},
                    "basis": "reported",
                    "status": ["operating"],
                },
                {
                    "from": "park:yichun-etdz",
                    "to": {"kind": ["park"], "where": [{"field": "province", "value": "province:nm"}]},
                    "mode": "k_shortest",
                    "cost": "distance_km",
                    "max_hops": 3,
                    "budget": {"results": 3},
                },
                {
                    "from": "company:byd",
                    "to": "city:yichun",
                    "max_hops": 4,
                    "basis": "official",
                    "valid_on": "2025",
                    "within": ["segment:electric-vehicles", "park:yichun-etdz"],
                },
            ),
        ),
        (
            "post_patterns",
            "/v1/patterns",
            (
                {"pattern": "park -hosts-> segment <-active_in- company", "budget": {"results": 5}},
                {"template": "neighbours-in-park", "bind": {"0": "company:byd"}, "distinct": [1, 2]},
                {"pattern": "company -operates_in-> park", "group_by": [1], "count_only": True},
                {
                    "pattern": "park -hosts-> segment <-feeds- segment:lithium-carbonate",
                    "avoid": {"provinces": ["province:nm"]},
                    "stop_at": {"ids": ["segment:lfp-cathode"]},
                    "edges": {"0": [{"field": "status", "value": "operating"}]},
                },
                {"pattern": "company -operates_in-> park", "estimate": True, "bind": {"0": "company:byd"}},
            ),
        ),
        (
            "post_exports",
            "/v1/exports",
            ({"path": "/v1/nodes/company:catl/neighborhood?depth=2", "options": {"label": "zh"}},),
        ),
        (
            "post_coverage",
            "/v1/coverage",
            (
                {"parks": ["park:ordos-mengsu", "park:yichun-etdz"]},
                {
                    "parks": {
                        "where": [{"field": "province", "op": "in", "value": ["province:fj", "province:jx"]}],
                        "kind": ["park"],
                    },
                    "list": "list:national-batch-1",
                    "chain": "lithium battery",
                    "nearest": 1,
                },
            ),
        ),
        (
            "post_exposure",
            "/v1/exposure",
            (
                {
                    "ids": ["city:yichun"],
                    "segments": ["segment:lepidolite-mining", "segment:lithium-salts-unspecified"],
                },
                {"ids": ["company:catl", "segment:separator"], "hops": 1, "direction": "both", "basis": "derived"},
                {
                    "ids": ["province:nm"],
                    "hops": 2,
                    "direction": "up",
                    "list": "list:national-batch-1",
                    "status": ["unknown"],
                    "provenance": "inline",
                    "budget": {"results": 3, "edges": 40},
                },
                {"ids": ["list:national-batch-1"], "hops": 1, "segments": ["segment:pumps"], "provenance": "none"},
            ),
        ),
        (
            "post_screen",
            "/v1/screen",
            (
                {
                    "conditions": [
                        {"kind": "park", "where": [{"field": "construction_end", "op": "<=", "value": 2028}]},
                        {"kind": "hosts", "segments": ["segment:grid-storage", "segment:data-centres"]},
                        {"kind": "discloses", "indicators": ["indicator:green-power-share"]},
                    ]
                },
                {
                    "require": 2,
                    "show": "all",
                    "limit": 3,
                    "conditions": [
                        {"kind": "company", "companies": ["company:catl"], "status": ["operating"]},
                        {"kind": "province", "provinces": ["province:fj", "province:js"]},
                        {"kind": "list", "lists": ["list:national-batch-1"]},
                        {"kind": "plant_status", "status": ["operating"]},
                        {"kind": "measured", "indicator": "indicator:direct-green-power", "op": ">=", "value": 50},
                    ],
                },
            ),
        ),
        (
            "post_match",
            "/v1/match",
            (
                {
                    "queries": {
                        "row 1": {"names": ["寧德時代", "CATL"], "kind": ["company"]},
                        "row 2": {"names": ["大同经开区"], "province": "山西", "limit": 1},
                        "row 3": {"names": ["苏州工业园区"], "kind": ["park"], "least": 0.7},
                    }
                },
                {"queries": {"1": {"ticker": "300750.SZ"}}},
            ),
        ),
        ("post_connect", "/v1/connect", ({"ids": ["company:catl", "company:byd", "park:ordos-mengsu"]},)),
    )
    for body in bodies
)

_MORE += tuple(
    Question("post_reconcile", "/v1/reconcile", "POST", urlencode(form).encode(), "application/x-www-form-urlencoded")
    for form in (
        {"queries": '{"q0": {"query": "寧德時代", "type": "company", "limit": 2}, "q1": {"query": "Northvolt"}}'},
        {"queries": '{"q": {"query": "大同经开区", "type": "park", "properties": [{"pid": "province", "v": "山西"}]}}'},
        {
            "extend": '{"ids": ["park:ordos-mengsu", "company:catl"], "properties": [{"id": "province"}, '
            '{"id": "segments"}, {"id": "ticker"}, {"id": "area_km2"}]}'
        },
    )
)


def _example(operation: Operation) -> Question:
    """The request that a route declares as its example."""
    if operation.method == "GET":
        return Question(operation.id, operation.url)
    if operation.form:
        form = urlencode(operation.example or {}).encode()
        return Question(operation.id, operation.url, "POST", form, "application/x-www-form-urlencoded")
    return Question(operation.id, operation.url, "POST", orjson.dumps(operation.example))


deque(all_routes(), maxlen=0)  # fills the registry
QUESTIONS = tuple(dict.fromkeys((*map(_example, OPERATIONS.values()), *_MORE)))
"""The example of every route, then further questions."""

FIRST_OF: Mapping[str, Question] = {question.operation: question for question in reversed(QUESTIONS)}
"""The plainest question of each operation."""
