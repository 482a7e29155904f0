"""What every ledger promises of whole graphs that come as a stream."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.ledger.base import Ledger
from graphapi.model.changes import ChangeSet, Redirect, SortedGraph, StoredDocument, stored_documents
from graphapi.model.errors import InvalidDocument
from tests.contract.ledger_suite import LEDGERS, PAGE, SMALL, change_sets, company, noon, owned
from tests.examples import examples


def streamed(changes: ChangeSet) -> SortedGraph:
    return SortedGraph(iter(stored_documents(changes.documents)), changes.redirects)


class LedgerLoads:
    """What `Ledger.load` promises."""

    @pytest.fixture(params=LEDGERS, scope="class")
    @staticmethod
    def name(request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def ledger(self, name: str, tmp_path: Path) -> Iterator[Ledger]:
        ledger = LEDGERS[name](tmp_path, noon)
        yield ledger
        ledger.close()

    @settings(deadline=None, max_examples=examples(60))
    @given(sequence=st.lists(change_sets(), min_size=1, max_size=5))
    def test_a_stream_makes_the_same_revisions_as_a_change_set(self, name: str, sequence: list[ChangeSet]) -> None:
        with TemporaryDirectory() as one, TemporaryDirectory() as two:
            applied, loaded = LEDGERS[name](Path(one), noon), LEDGERS[name](Path(two), noon)
            for changes in sequence:
                whole = ChangeSet(changes.documents, changes.redirects)
                first = applied.apply(whole, author="a", message="m")
                assert loaded.load(streamed(whole), author="a", message="m") == first
            for revision in applied.revisions():
                assert list(loaded.state(revision.number)) == list(applied.state(revision.number))
                assert list(loaded.tombstones(revision.number)) == list(applied.tombstones(revision.number))
            applied.close()
            loaded.close()

    @pytest.mark.parametrize(
        ("documents", "words"),
        [
            (stored_documents([PAGE, PAGE]), "occurs twice"),
            (stored_documents([PAGE, company("two")]) + stored_documents([company("one")]), "out of order"),
            (stored_documents([PAGE, company("one")]) + stored_documents([PAGE]), "out of order"),
            (stored_documents([PAGE, company("one"), owned("one", "two")]), "'company:two' is not in the graph"),
            (stored_documents([company("one")]), "is not in the graph"),
        ],
    )
    def test_a_stream_that_is_no_graph_is_refused_and_leaves_nothing(
        self, ledger: Ledger, documents: list[StoredDocument], words: str
    ) -> None:
        ledger.apply(SMALL, author="a", message="m")
        with pytest.raises(InvalidDocument, match=words):
            ledger.load(SortedGraph(iter(documents)), author="a", message="m")
        assert len(ledger.revisions()) == 1
        assert len(list(ledger.state())) == 5

    def test_a_node_that_comes_after_its_merge_is_refused(self, ledger: Ledger) -> None:
        graph = SortedGraph(iter(stored_documents(SMALL.documents)), (Redirect("company:two", "company:one"),))
        with pytest.raises(InvalidDocument, match="both a node and merged"):
            ledger.load(graph, author="a", message="m")
        assert ledger.head() is None

    def test_a_stream_that_breaks_off_leaves_nothing(self, ledger: Ledger) -> None:
        def broken() -> Iterator[StoredDocument]:
            yield from stored_documents(SMALL.documents)
            raise ValueError("no more")

        with pytest.raises(ValueError, match="no more"):
            ledger.load(SortedGraph(broken()), author="a", message="m")
        assert ledger.head() is None
        assert ledger.apply(SMALL, author="a", message="m").number == 1
