"""Documents of a view: by id, in order, with their sources, fates and places."""

import orjson
import pytest

from graphapi.graph.base import GraphView
from graphapi.model.documents import Location
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS
from tests.contract.sample import (
    BLOG,
    CLOSED,
    DOCUMENTS,
    EDGES,
    GONE_EDGE,
    GONE_SOURCE,
    MERGED,
    NEWS,
    NODES,
    NOTICE,
    PLANT,
    REVISION,
    SCRAP,
    STATEMENTS,
    node,
)
from tests.contract.views import MakeView, OnEveryView

NODES_IN_ORDER = sorted(NODES, key=lambda one: (list(NODE_KINDS).index(one.kind), one.id))
EDGES_IN_ORDER = sorted(EDGES, key=lambda one: (list(EDGE_KINDS).index(one.kind), one.tail, one.head, one.id))
UNKNOWN = ("park:nowhere", "hosts:000000000000", "source:000000000000", "", "x", "\ud800")


class DocumentsSuite(OnEveryView):
    """What a view knows of single documents."""

    def test_a_view_names_its_revision(self, view: GraphView) -> None:
        assert view.revision == REVISION

    async def test_nodes_come_back_whole_in_the_order_asked_for(self, view: GraphView) -> None:
        found = await view.nodes([one.id for one in NODES])
        assert list(found.items()) == [(one.id, one) for one in NODES]

    async def test_edges_come_back_whole_in_the_order_asked_for(self, view: GraphView) -> None:
        found = await view.edges([one.id for one in EDGES])
        assert list(found.items()) == [(one.id, one) for one in EDGES]

    async def test_sources_come_back_whole_in_the_order_asked_for(self, view: GraphView) -> None:
        found = await view.sources([NEWS.id, BLOG.id, NOTICE.id])
        assert list(found.values()) == [NEWS, BLOG, NOTICE]

    async def test_an_unknown_id_is_absent_not_an_error(self, view: GraphView) -> None:
        assert await view.nodes(UNKNOWN) == {}
        assert await view.edges(UNKNOWN) == {}
        assert await view.sources(UNKNOWN) == {}
        assert list(await view.documents(UNKNOWN)) == []
        assert list(await view.ordered(UNKNOWN)) == []

    async def test_an_id_of_another_type_is_absent(self, view: GraphView) -> None:
        assert await view.nodes([PLANT.id, NEWS.id]) == {}
        assert await view.edges(["park:mengsu", NEWS.id]) == {}
        assert await view.sources(["park:mengsu", PLANT.id]) == {}

    async def test_documents_are_the_json_of_nodes_edges_and_sources_in_the_order_asked_for(
        self, view: GraphView
    ) -> None:
        wanted = [NEWS, PLANT, NODES[0], SCRAP]
        found = await view.documents([NEWS.id, PLANT.id, "park:nowhere", NODES[0].id, SCRAP.id])
        assert [orjson.loads(document) for document in found] == [one.to_json() for one in wanted]

    async def test_node_ids_are_ordered_by_kind_then_id(self, view: GraphView) -> None:
        assert list(await view.node_ids()) == [one.id for one in NODES_IN_ORDER]

    async def test_edge_ids_are_ordered_by_kind_then_tail_head_and_id(self, view: GraphView) -> None:
        assert list(await view.edge_ids()) == [one.id for one in EDGES_IN_ORDER]

    @pytest.mark.parametrize("kind", NODE_KINDS)
    async def test_node_ids_of_one_kind(self, view: GraphView, kind: str) -> None:
        assert list(await view.node_ids(kind)) == [one.id for one in NODES_IN_ORDER if one.kind == kind]

    @pytest.mark.parametrize("kind", EDGE_KINDS)
    async def test_edge_ids_of_one_kind(self, view: GraphView, kind: str) -> None:
        assert list(await view.edge_ids(kind)) == [one.id for one in EDGES_IN_ORDER if one.kind == kind]

    async def test_an_unknown_kind_has_no_ids(self, view: GraphView) -> None:
        assert list(await view.node_ids("prak")) == []
        assert list(await view.edge_ids("park")) == []

    async def test_ids_are_put_in_the_order_of_the_view(self, view: GraphView) -> None:
        assert list(await view.ordered(one.id for one in NODES)) == [one.id for one in NODES_IN_ORDER]
        assert list(await view.ordered({one.id: 0 for one in EDGES})) == [one.id for one in EDGES_IN_ORDER]

    async def test_source_ids_are_ordered(self, view: GraphView) -> None:
        assert list(await view.source_ids()) == sorted([NOTICE.id, NEWS.id, BLOG.id])

    async def test_statements_stand_preferred_first_then_normal_then_deprecated_then_by_id(
        self, view: GraphView
    ) -> None:
        found = await view.statements("park:mengsu")
        ranks = ["preferred", "normal", "deprecated"]
        about = [one for one in STATEMENTS if one.subject == "park:mengsu"]
        assert list(found) == sorted(about, key=lambda one: (ranks.index(one.rank), one.id))

    async def test_nothing_is_stated_about_an_unknown_subject(self, view: GraphView) -> None:
        assert list(await view.statements("park:nowhere")) == []
        assert list(await view.statements("park:lonely")) == []

    @pytest.mark.parametrize("source", [NOTICE, NEWS, BLOG], ids=["notice", "news", "blog"])
    async def test_what_rests_on_a_source_stands_nodes_first_then_edges_then_statements(
        self, view: GraphView, source: object
    ) -> None:
        key = getattr(source, "id", "")
        resting = [sorted(one.id for one in group if key in one.sources) for group in (NODES, EDGES, STATEMENTS)]
        assert list(await view.supported_by(key)) == [*resting[0], *resting[1], *resting[2]]

    async def test_a_document_that_names_a_source_twice_rests_on_it_once(self, make: MakeView) -> None:
        twice = node("park:twice")
        twice = type(twice)(twice.id, "Twice", None, twice.basis, (NOTICE.id, NOTICE.id), (), twice.attributes)
        assert list(await make([NOTICE, twice]).supported_by(NOTICE.id)) == ["park:twice"]

    async def test_nothing_rests_on_an_unknown_source(self, view: GraphView) -> None:
        assert list(await view.supported_by("source:000000000000")) == []

    async def test_the_fate_of_an_id_is_its_target_or_empty_or_unknown(self, view: GraphView) -> None:
        assert await view.fate(MERGED) == "company:catl"
        assert [await view.fate(key) for key in (CLOSED, GONE_EDGE, GONE_SOURCE)] == ["", "", ""]
        assert await view.fate("park:nowhere") is None
        assert await view.fate("park:mengsu") is None

    @pytest.mark.parametrize(
        ("identifier", "place"),
        [
            ("park:mengsu", Location("city:ordos", "province:nm")),
            ("company:catl-sichuan", Location("city:yibin", "province:sc")),
            ("city:yibin", Location("city:yibin", "province:sc")),
            ("park:lonely", Location()),
            ("company:catl", Location()),
            ("province:nm", Location()),
            ("segment:cell", Location()),
            ("energy:ordos-wind", Location()),
            ("park:nowhere", Location()),
        ],
    )
    async def test_a_place_is_a_city_and_its_province(self, view: GraphView, identifier: str, place: Location) -> None:
        assert await view.location(identifier) == place

    @pytest.mark.parametrize("identifier", [one.id for one in NODES])
    async def test_a_degree_counts_a_self_loop_twice(self, view: GraphView, identifier: str) -> None:
        ends = [end for one in EDGES for end in (one.tail, one.head)]
        assert await view.degree(identifier) == ends.count(identifier)

    async def test_an_unknown_node_has_no_degree(self, view: GraphView) -> None:
        assert await view.degree("park:nowhere") == 0

    async def test_the_order_of_the_documents_given_does_not_show(self, make: MakeView) -> None:
        one, other = make(DOCUMENTS), make(tuple(reversed(DOCUMENTS)))
        assert list(await one.node_ids()) == list(await other.node_ids())
        assert list(await one.edge_ids()) == list(await other.edge_ids())
        assert list(await one.statements("park:mengsu")) == list(await other.statements("park:mengsu"))
        assert list(await one.supported_by(NEWS.id)) == list(await other.supported_by(NEWS.id))

    async def test_a_view_of_nothing_is_empty(self, make: MakeView) -> None:
        empty = make(())
        assert (list(await empty.node_ids()), list(await empty.edge_ids()), list(await empty.source_ids())) == (
            [],
            [],
            [],
        )
