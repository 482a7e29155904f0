"""Validators, 304, compression and the bounded cache: the same bytes whichever way an answer comes."""

import gzip
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.api.caching import AnswerStore, CachedAnswer, takes_gzip
from graphapi.graph.base import Expansion
from graphapi.graph.memory import MemoryView
from graphapi.graph.meter import Meter
from graphapi.model.completeness import Shortfall
from graphapi.model.steps import Step
from tests.api.client import Client
from tests.api.conftest import Session
from tests.api.questions import FIRST_OF, Question
from tests.api.small import CATL, EAST, MENGSU

NEIGHBORHOOD = f"/v1/nodes/{MENGSU}/neighborhood"
LONG, SHORT = "/v1/schema", "/v1/nodes?q=nothing"


@pytest.fixture
def fresh(house: Session) -> Iterator[Client]:
    """An app that has answered nothing yet."""
    with house.client() as client:
        yield client


def cached(client: Client) -> float:
    """Answers that came from the cache so far."""
    lines = client.get("/metrics").body.decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("graphapi_cached_total"))


def etag(client: Client, url: str, **headers: str) -> str:
    return client.get(url, **headers).headers["etag"]


@pytest.mark.parametrize("question", [one for one in FIRST_OF.values() if one.method == "GET"], ids=str)
def test_every_get_has_a_strong_validator_and_says_how_long_it_holds(seed: Client, question: Question) -> None:
    answer = seed.get(question.url)
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert {"Accept-Encoding", "Accept", "Origin"} <= set(answer.headers["vary"].split(", "))


def test_the_validator_tells_queries_and_encodings_apart(small: Client) -> None:
    tags = [
        etag(small, NEIGHBORHOOD),
        etag(small, f"{NEIGHBORHOOD}?depth=2"),
        etag(small, f"{NEIGHBORHOOD}?depth=2&provenance=none"),
        etag(small, f"/v1/nodes/{EAST}/neighborhood"),
        etag(small, f"{NEIGHBORHOOD}.gexf"),
        etag(small, NEIGHBORHOOD, accept_encoding="gzip"),
    ]
    assert len(set(tags)) == len(tags)


def test_the_validator_tells_revisions_apart(house: Session, small: Client) -> None:
    with house.client(house.first) as earlier:
        assert etag(earlier, NEIGHBORHOOD) != etag(small, NEIGHBORHOOD)


def test_the_validator_tells_ceilings_apart(house: Session, small: Client) -> None:
    with house.client(max_results=1) as tight:
        assert etag(tight, NEIGHBORHOOD) != etag(small, NEIGHBORHOOD)


def test_the_same_graph_gives_the_same_validator_in_another_process(house: Session, small: Client) -> None:
    with house.client() as other:
        assert etag(other, NEIGHBORHOOD) == etag(small, NEIGHBORHOOD)


def test_the_order_and_the_writing_of_parameters_do_not_matter(fresh: Client) -> None:
    first = fresh.get(f"{NEIGHBORHOOD}?depth=2&rel=hosts>,feeds")
    second = fresh.get(f"{NEIGHBORHOOD}?rel=hosts%3e%2Cfeeds&depth=2")
    assert (first.headers["etag"], first.body) == (second.headers["etag"], second.body)
    assert cached(fresh) == 1


@pytest.mark.parametrize("wrapped", ["{}", "W/{}", '"x", {}', '"x",W/{} , "y"', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("warm", [True, False])
def test_a_client_that_holds_the_answer_is_told_so(
    house: Session, small: Client, wrapped: str, method: str, warm: bool
) -> None:
    tag = etag(small, NEIGHBORHOOD)
    with house.client() as client:
        if warm:
            client.get(NEIGHBORHOOD)
        answer = client.request(method, NEIGHBORHOOD, {"if-none-match": wrapped.format(tag)})
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "content-length" not in answer.headers


@pytest.mark.parametrize("held", ['"x"', "", '"', "garbage", ","])
def test_a_client_that_holds_something_else_gets_the_answer(small: Client, held: str) -> None:
    assert small.get(NEIGHBORHOOD, if_none_match=held).status == 200


def test_a_validator_of_another_encoding_or_revision_does_not_match(house: Session, small: Client) -> None:
    zipped = etag(small, LONG, accept_encoding="gzip")
    assert small.get(LONG, if_none_match=zipped).status == 200
    with house.client(house.first) as earlier:
        assert small.get(LONG, if_none_match=etag(earlier, LONG)).status == 200


def test_a_problem_is_never_not_modified(small: Client) -> None:
    assert small.get("/v1/nodes/park:none", if_none_match="*").status == 404
    assert small.get(f"{NEIGHBORHOOD}?depth=0", if_none_match="*").status == 400


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_long_answers_are_compressed_for_who_takes_it(small: Client, method: str) -> None:
    plain = small.get(LONG)
    zipped = small.request(method, LONG, {"accept-encoding": "br, gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert 0 < int(zipped.headers["content-length"]) < len(plain.body)
    if method == "GET":
        assert gzip.decompress(zipped.body) == plain.body
        assert len(zipped.body) == int(zipped.headers["content-length"])


def test_short_answers_are_not_compressed(small: Client) -> None:
    answer = small.get(SHORT, accept_encoding="gzip")
    assert len(answer.body) < 1_000
    assert "content-encoding" not in answer.headers


def test_the_openapi_document_is_compressed_and_validated_too(small: Client) -> None:
    answer = small.get("/openapi.json", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert small.get("/openapi.json", accept_encoding="gzip", if_none_match=answer.headers["etag"]).status == 304


def test_a_file_is_compressed_whole(small: Client) -> None:
    plain, zipped = small.get("/v1/graph.gexf"), small.get("/v1/graph.gexf", accept_encoding="gzip")
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.media_type == "application/gexf+xml"


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("gzip;q=0.001", True),
        ("*", True),
        ("br, *;q=0.5", True),
        ("deflate,gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; Q=0.000", False),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("gzip;q=nan", False),
        ("gzip;q=-1", False),
        ("gzip;q=1e9", False),
        ("gzipped", False),
        ("gzip;q=", False),
        (";;,,;q", False),
    ],
)
def test_compression_follows_the_weights_of_the_client(small: Client, header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes
    assert ("content-encoding" in small.get(LONG, accept_encoding=header).headers) is takes


@pytest.mark.parametrize(
    "url",
    [
        LONG,
        NEIGHBORHOOD,
        f"{NEIGHBORHOOD}.gexf",
        f"/v1/paths?from={CATL}&to={MENGSU}",
        "/v1/nodes?limit=3",
    ],
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_cached_bytes_equal_fresh_ones(fresh: Client, url: str, encoding: str) -> None:
    first, second = (fresh.get(url, accept_encoding=encoding) for _ in range(2))
    assert cached(fresh) == 1
    assert first.body == second.body
    assert [item for item in first.headers.items() if item[0] != "x-request-id"] == [
        item for item in second.headers.items() if item[0] != "x-request-id"
    ]


def test_an_answer_kept_for_head_serves_get(fresh: Client) -> None:
    head, get = fresh.request("HEAD", NEIGHBORHOOD), fresh.get(NEIGHBORHOOD)
    assert cached(fresh) == 1
    assert len(get.body) == int(head.headers["content-length"])


def test_a_cache_without_memory_keeps_nothing(house: Session) -> None:
    with house.client(cache_bytes=0) as client:
        assert client.get(LONG).body == client.get(LONG).body
        assert cached(client) == 0


def test_an_unknown_path_is_not_kept(fresh: Client) -> None:
    for _ in range(2):
        assert fresh.get("/v1/nodes/park:none").status == 404
    assert cached(fresh) == 0


class OutOfTime(MemoryView):
    """A view on which every traversal runs out of time."""

    async def expand(self, frontier: Sequence[str], step: Step, meter: Meter) -> Expansion:
        expansion = await super().expand(frontier, step, meter)
        meter.stopped = Shortfall.TIME_BUDGET
        return expansion


def test_an_answer_cut_by_time_is_not_kept(house: Session) -> None:
    with house.client(house.view(OutOfTime)) as client:
        for _ in range(2):
            answer = client.get(f"{NEIGHBORHOOD}?depth=2", if_none_match="*")
            assert answer.status == 200
            assert answer.json()["meta"]["completeness"]["reason"] == "time_budget"
            assert answer.headers["cache-control"] == "no-store"
            assert "etag" not in answer.headers
        assert cached(client) == 0


def test_an_answer_cut_by_a_budget_of_edges_is_kept(fresh: Client) -> None:
    for _ in range(2):
        answer = fresh.get(f"{NEIGHBORHOOD}?max_edges=1")
        assert answer.json()["meta"]["completeness"]["reason"] == "edge_budget"
    assert cached(fresh) == 1


KEYS = st.sampled_from("abcdefgh")


@given(st.integers(0, 400_000), st.lists(st.tuples(KEYS, st.one_of(st.none(), st.integers(0, 30_000))), max_size=60))
def test_the_cache_never_holds_more_than_its_memory(memory: int, steps: list[tuple[str, int | None]]) -> None:
    store, put = AnswerStore(memory), dict[str, CachedAnswer]()
    for tag, size in steps:
        if size is None:
            assert store.get(tag) in (None, put.get(tag))
            continue
        put[tag] = CachedAnswer(200, (), b"x" * size, "", tag)
        store.put(tag, put[tag])
        kept = [found for found in map(store.get, "abcdefgh") if found]
        assert sum(len(answer.body) for answer in kept) <= store.held <= memory
    if not any(store.get(tag) for tag in "abcdefgh"):
        assert store.held == 0


def test_the_answer_unused_for_longest_leaves_first() -> None:
    store = AnswerStore(16 * 2_000)
    answers = {str(number): CachedAnswer(200, (), b"x" * 400, "", str(number)) for number in range(17)}
    for tag, answer in answers.items():
        store.put(tag, answer)
        store.get("0")
    assert store.get("0") is answers["0"]
    assert store.get("1") is None
    assert store.get("16") is answers["16"]


def test_an_answer_too_long_to_keep_is_sent_on_as_it_comes(house: Session) -> None:
    with house.client() as keeping, house.client(cache_bytes=160) as flowing:
        for encoding in ("gzip", "identity"):
            kept = keeping.get("/v1/graph.gexf", accept_encoding=encoding)
            sent = flowing.get("/v1/graph.gexf", accept_encoding=encoding)
            assert "content-length" not in sent.headers
            assert sent.content == kept.content
            assert sent.headers["etag"] == kept.headers["etag"]
            again = flowing.get("/v1/graph.gexf", accept_encoding=encoding, if_none_match=sent.headers["etag"])
            assert (again.status, again.body) == (304, b"")
        assert flowing.request("HEAD", "/v1/graph.gexf").body == b""
