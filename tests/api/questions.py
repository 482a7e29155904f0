"""At least one good question for every operation of the API, asked of the seed by the sweep."""

from collections.abc import Mapping
from dataclasses import dataclass

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
        return f"{self.method} {self.url}"


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
    }.items()
    for url in urls
)

FIRST_OF: Mapping[str, Question] = {question.operation: question for question in reversed(QUESTIONS)}
"""The plainest question of each operation."""
