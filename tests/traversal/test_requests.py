"""A request in a URL and the same request in a body are one: the search compiled of both is equal."""

from dataclasses import replace

import pytest

from graphapi.graph.base import GraphView
from graphapi.graph.meter import Budget
from graphapi.model.errors import InvalidIdentifier, NodeNotFound, UnknownKind
from graphapi.traversal.neighborhood import NeighborhoodParams, NeighborhoodRequest, neighborhood
from graphapi.traversal.paths import PathParams, PathRequest, paths

pytestmark = pytest.mark.anyio
CEILING = Budget(edges=1_000, ms=5_000, results=50)
LONG = f"park:{'x' * 300}"


async def test_a_neighborhood_by_url_is_the_one_by_body(view: GraphView) -> None:
    params = NeighborhoodParams(depth=2, rel="<hosts,feeds>", kind="park, segment", valid_on="2025", max_edges=70)
    body = NeighborhoodRequest.model_validate(
        {
            "start": ["park:mengsu"],
            "depth": 2,
            "steps": [{"rel": ["feeds>", "<hosts"]}],
            "kind": ["park", "segment"],
            "valid_on": "2025",
            "budget": {"edges": 70},
        }
    )
    by_url = await params.checked("park:mengsu", view, CEILING)
    assert by_url.budget == Budget(70, 5_000, 50)
    assert replace(by_url, query={}) == replace(await body.checked(view, CEILING), query={})


async def test_paths_by_url_are_those_by_body(view: GraphView) -> None:
    province, policy = (await view.node_ids("province"))[0], (await view.node_ids("policy"))[0]
    params = PathParams.model_validate(
        {"from": "park:mengsu", "to": "company:catl", "max_hops": 3, "avoid": f"list,{province},{policy}", "limit": 9}
    )
    body = PathRequest.model_validate(
        {
            "from": "park:mengsu",
            "to": ["company:catl"],
            "max_hops": 3,
            "avoid": {"kinds": ["list"], "provinces": [province], "ids": [province, policy]},
            "budget": {"results": 9},
        }
    )
    by_url = await params.checked(view, CEILING)
    assert replace(by_url, query={}) == replace(await body.checked(view, CEILING), query={})


async def test_an_id_of_a_url_is_refused_when_it_is_looked_up_whatever_its_length(view: GraphView) -> None:
    with pytest.raises((InvalidIdentifier, NodeNotFound)) as refusal:
        await neighborhood(view, await NeighborhoodParams().checked(LONG, view, CEILING))
    assert refusal.value.parameter == "start"
    with pytest.raises((InvalidIdentifier, NodeNotFound)) as refusal:
        await paths(view, await PathParams(source="", target="park:mengsu").checked(view, CEILING))
    assert refusal.value.parameter == "from"
    with pytest.raises((InvalidIdentifier, NodeNotFound)) as refusal:
        await PathParams(source="park:mengsu", target="company:catl", avoid=LONG).checked(view, CEILING)
    assert refusal.value.parameter == "avoid"


async def test_kinds_of_a_url_are_refused_by_the_name_of_its_parameter(view: GraphView) -> None:
    with pytest.raises(UnknownKind) as refusal:
        await NeighborhoodParams(rel="hots").checked("park:mengsu", view, CEILING)
    assert refusal.value.parameter == "rel"
    with pytest.raises(UnknownKind) as refusal:
        await NeighborhoodParams(kind=",".join(map(str, range(30)))).checked("park:mengsu", view, CEILING)
    assert refusal.value.parameter == "kind"
