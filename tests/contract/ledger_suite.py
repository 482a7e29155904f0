"""The suite that every ledger passes; `LEDGERS` is the one list of implementations."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.ledger.base import Ledger
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.changes import ChangeSet, Redirect
from graphapi.model.documents import DOCUMENT_TYPES, Document, Edge, Node, Source, Statement
from graphapi.model.errors import InvalidDocument, LedgerUnavailable, RevisionNotFound
from graphapi.model.identifiers import edge_id, source_id, statement_id
from graphapi.model.kinds import Basis
from tests.examples import examples

Clock = Callable[[], datetime]
Make = Callable[[Path, Clock], Ledger]


def noon() -> datetime:
    return datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def make_sqlite(folder: Path, now: Clock = noon) -> Ledger:
    return SqliteLedger(folder / "ledger.sqlite", now=now)


LEDGERS: Mapping[str, Make] = {"sqlite": make_sqlite}

ROOT = Path(__file__).parents[2]
PAGE = Source(source_id("https://example.org/a", None, None, None), url="https://example.org/a")
NAMES = ("one", "two", "three", "four")


def company(name: str, **fields: object) -> Node:
    return replace(Node(f"company:{name}", name.title(), None, Basis.REPORTED, (PAGE.id,)), **fields)


def owned(tail: str, head: str, share: float = 50.0) -> Edge:
    ends = (f"company:{tail}", f"company:{head}")
    return Edge(edge_id("owned_by", *ends), *ends, Basis.UNVERIFIED, attributes={"share_percent": share})


def noted(name: str, value: str = "a note") -> Statement:
    identifier = statement_id(f"company:{name}", "note", value, "", (PAGE.id,))
    return Statement(identifier, f"company:{name}", "note", value, Basis.REPORTED, (PAGE.id,))


SMALL = ChangeSet((PAGE, company("one"), company("two"), owned("one", "two"), noted("one")))


def in_order(documents: Mapping[str, Document]) -> list[Document]:
    ranks = list(DOCUMENT_TYPES)
    return sorted(documents.values(), key=lambda document: (ranks.index(document.type), document.id))


def commit(ledger: Ledger, changes: ChangeSet) -> int:
    return ledger.apply(changes, author="tester", message="a change").number


@st.composite
def change_sets(draw: st.DrawFn) -> ChangeSet:
    """Change sets that hold what their own documents name; a partial one may upsert what is there already."""
    shown = draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["", "a", "零碳"])))
    pairs = draw(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=4))
    share = draw(st.sampled_from([10.0, 20.0]))
    targets = draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES), max_size=2))
    documents: list[Document] = [PAGE]
    documents += [company(name, name_zh=text or None) for name, text in shown.items()]
    documents += [owned(tail, head, share) for tail, head in pairs if tail in shown and head in shown]
    documents += [noted(name) for name in shown if draw(st.booleans())]
    redirects = [
        Redirect(f"company:{old}", f"company:{target}")
        for old, target in targets.items()
        if old not in shown and target in shown
    ]
    complete = draw(st.booleans())
    return ChangeSet(tuple(documents), tuple(redirects) if complete else (), complete)


class Model:
    """The plain truth that a ledger is compared with: one dictionary for each revision."""

    def __init__(self) -> None:
        self.states: list[dict[str, Document]] = []
        self.gone: list[dict[str, str | None]] = []

    def apply(self, changes: ChangeSet) -> None:
        before, gone = (self.states[-1], dict(self.gone[-1])) if self.states else ({}, {})
        after = ({} if changes.complete else dict(before)) | {document.id: document for document in changes.documents}
        gone |= {identifier: None for identifier in before if identifier not in after}
        gone |= {redirect.old: redirect.target for redirect in changes.redirects}
        gone = {identifier: target for identifier, target in gone.items() if identifier not in after}
        if not self.states or (after, gone) != (before, self.gone[-1]):
            self.states.append(after)
            self.gone.append(gone)


class LedgerSuite:
    """What `graphapi.ledger.base` promises."""

    @pytest.fixture(params=LEDGERS, scope="class")
    @staticmethod
    def name(request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def ledger(self, name: str, tmp_path: Path) -> Iterator[Ledger]:
        ledger = LEDGERS[name](tmp_path, noon)
        yield ledger
        ledger.close()

    def test_a_new_ledger_is_empty(self, ledger: Ledger) -> None:
        assert ledger.head() is None
        assert list(ledger.revisions()) == []
        assert list(ledger.state()) == []
        assert list(ledger.tombstones()) == []

    def test_a_revision_says_who_when_what_and_how_much(self, ledger: Ledger) -> None:
        revision = ledger.apply(SMALL, author="Li Lei 李雷", message="first")
        assert (revision.number, revision.author, revision.message) == (1, "Li Lei 李雷", "first")
        assert revision.time == "2026-01-02T12:00:00Z"
        assert revision.counts == {"source": 1, "node": 2, "edge": 1, "statement": 1}
        assert (revision.added, revision.changed, revision.deleted) == (5, 0, 0)
        assert ledger.head() == revision

    def test_documents_come_back_as_they_went_in_ordered_by_type_and_id(self, ledger: Ledger) -> None:
        commit(ledger, ChangeSet(tuple(reversed(SMALL.documents))))
        assert list(ledger.state()) == in_order({document.id: document for document in SMALL.documents})

    def test_the_same_content_twice_makes_no_second_revision(self, ledger: Ledger) -> None:
        first = ledger.apply(SMALL, author="one", message="first")
        assert ledger.apply(SMALL, author="two", message="second") == first
        assert list(ledger.revisions()) == [first]

    def test_an_empty_change_set_on_an_empty_ledger_is_revision_1(self, ledger: Ledger) -> None:
        assert commit(ledger, ChangeSet(())) == 1
        assert commit(ledger, ChangeSet(())) == 1

    def test_a_partial_change_set_only_upserts(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        revision = ledger.apply(
            ChangeSet((company("two", name_zh="二"), company("three")), complete=False), author="a", message="m"
        )
        assert (revision.added, revision.changed, revision.deleted) == (1, 1, 0)
        assert revision.counts["node"] == 3

    def test_what_a_complete_change_set_leaves_out_is_gone(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        commit(ledger, ChangeSet((PAGE, company("one"), noted("one"))))
        assert [(entry.revision, entry.id, entry.action) for entry in ledger.tombstones()] == [
            (2, "company:two", "delete"),
            (2, owned("one", "two").id, "delete"),
        ]
        assert list(ledger.tombstones(1)) == []
        assert len(list(ledger.state(1))) == 5

    def test_a_merged_node_disappears_and_names_its_target(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        merged = ChangeSet((PAGE, company("one"), noted("one")), (Redirect("company:two", "company:one"),))
        assert commit(ledger, merged) == 2
        assert ("company:two", "merge", "company:one") in [
            (entry.id, entry.action, entry.target) for entry in ledger.tombstones()
        ]
        assert commit(ledger, merged) == 2

    def test_a_merge_of_a_node_never_seen_is_recorded(self, ledger: Ledger) -> None:
        commit(ledger, replace(SMALL, redirects=(Redirect("company:old", "company:one"),)))
        assert [(entry.id, entry.target) for entry in ledger.tombstones()] == [("company:old", "company:one")]

    def test_a_node_that_comes_back_is_no_longer_gone(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        commit(ledger, ChangeSet((PAGE, company("one")), (Redirect("company:two", "company:one"),)))
        commit(ledger, SMALL)
        assert list(ledger.tombstones()) == []
        assert ("company:two", "merge") in [(entry.id, entry.action) for entry in ledger.tombstones(2)]
        assert [company("two") in ledger.state(number) for number in (1, 2, 3)] == [True, False, True]

    def test_the_hash_covers_redirects_while_they_are_in_force(self, ledger: Ledger) -> None:
        alone = ChangeSet((PAGE, company("one")))
        steps = (alone, SMALL, replace(alone, redirects=(Redirect("company:two", "company:one"),)), SMALL)
        plain, small, merged, back = (ledger.apply(step, author="a", message="m").content_hash for step in steps)
        assert merged != plain
        assert back == small

    def test_every_document_that_an_id_ever_had_can_be_read(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        commit(ledger, ChangeSet((company("one", name_zh="壹"),), complete=False))
        commit(ledger, ChangeSet((PAGE,)))
        found = [[one for one in ledger.state(number) if one.id == "company:one"] for number in (1, 2, 3)]
        assert found == [[company("one")], [company("one", name_zh="壹")], []]
        assert ("company:one", "delete") in [(entry.id, entry.action) for entry in ledger.tombstones(3)]

    @pytest.mark.parametrize("number", [-1, 0, 2, 10**18])
    def test_an_unknown_revision_is_an_error_at_once(self, ledger: Ledger, number: int) -> None:
        commit(ledger, SMALL)
        with pytest.raises(RevisionNotFound):
            ledger.state(number)
        with pytest.raises(RevisionNotFound):
            ledger.tombstones(number)

    @pytest.mark.parametrize(
        "changes",
        [
            ChangeSet((PAGE, company("one"), owned("one", "two"))),
            ChangeSet((company("one"),)),
            ChangeSet((PAGE, noted("one"))),
            ChangeSet((PAGE, company("one"), company("one"))),
            ChangeSet((PAGE, company("one")), (Redirect("company:old", "company:nobody"),)),
            ChangeSet((PAGE, company("one")), (Redirect("company:one", "company:one"),)),
            ChangeSet((PAGE, company("one"), company("two")), (Redirect("company:one", "company:two"),)),
            ChangeSet((PAGE, company("one")), (Redirect("edge", "company:one"),)),
            ChangeSet((PAGE, company("one", name_zh="\ud800"))),
        ],
    )
    def test_a_change_set_that_does_not_hold_together_writes_nothing(self, ledger: Ledger, changes: ChangeSet) -> None:
        with pytest.raises(InvalidDocument):
            commit(ledger, changes)
        assert ledger.head() is None
        assert commit(ledger, SMALL) == 1

    def test_a_partial_merge_may_not_leave_edges_of_the_merged_node(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        with pytest.raises(InvalidDocument, match="company:two"):
            commit(ledger, ChangeSet((), (Redirect("company:two", "company:one"),), complete=False))
        assert len(list(ledger.state())) == 5

    def test_a_state_that_is_being_read_stays_at_its_revision(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        reading = ledger.state()
        first = next(reading)
        commit(ledger, ChangeSet((PAGE,)))
        assert [first, *reading] == in_order({document.id: document for document in SMALL.documents})

    def test_closing_twice_is_allowed_and_a_closed_ledger_says_so(self, name: str, tmp_path: Path) -> None:
        ledger = LEDGERS[name](tmp_path, noon)
        ledger.close()
        ledger.close()
        with pytest.raises(LedgerUnavailable, match="closed"):
            ledger.head()
        with pytest.raises(LedgerUnavailable, match="closed"):
            commit(ledger, SMALL)

    def test_what_was_committed_is_there_after_opening_again(self, name: str, tmp_path: Path) -> None:
        ledger = LEDGERS[name](tmp_path, noon)
        commit(ledger, SMALL)
        written = (list(ledger.revisions()), list(ledger.state()))
        ledger.close()
        again = LEDGERS[name](tmp_path, noon)
        assert (list(again.revisions()), list(again.state())) == written
        again.close()

    @settings(deadline=None, max_examples=examples(60))
    @given(sequence=st.lists(change_sets(), min_size=1, max_size=6))
    def test_a_ledger_agrees_with_a_dictionary_for_each_revision(self, name: str, sequence: list[ChangeSet]) -> None:
        model = Model()
        with TemporaryDirectory() as folder:
            ledger = LEDGERS[name](Path(folder), noon)
            for changes in sequence:
                model.apply(changes)
                assert commit(ledger, changes) == len(model.states)
            _compare(ledger, model)
            ledger.close()

    @settings(deadline=None, max_examples=examples(30))
    @given(changes=change_sets(), other=change_sets())
    def test_the_hash_depends_on_the_content_alone(self, name: str, changes: ChangeSet, other: ChangeSet) -> None:
        complete = replace(changes, complete=True, redirects=())
        with TemporaryDirectory() as one, TemporaryDirectory() as two:
            direct, detour = LEDGERS[name](Path(one), noon), LEDGERS[name](Path(two), noon)
            commit(detour, replace(other, redirects=(), complete=True))
            hashes = {ledger.apply(complete, author="a", message="m").content_hash for ledger in (direct, detour)}
            direct.close()
            detour.close()
        assert len(hashes) == 1

    def test_readers_see_whole_revisions_while_another_thread_writes(self, ledger: Ledger) -> None:
        commit(ledger, SMALL)
        done = threading.Event()
        seen: list[tuple[int, int]] = []

        def read() -> None:
            while not done.is_set():
                head = ledger.head()
                assert head is not None
                seen.append((sum(head.counts.values()), sum(1 for _ in ledger.state(head.number))))

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(15):
            commit(ledger, ChangeSet((company(f"extra-{number}"),), complete=False))
        done.set()
        for reader in readers:
            reader.join()
        assert seen
        assert all(counted == read for counted, read in seen)

    def test_writers_wait_for_each_other_across_threads_and_ledgers(self, name: str, tmp_path: Path) -> None:
        ledgers = [LEDGERS[name](tmp_path, noon) for _ in range(2)]
        commit(ledgers[0], SMALL)

        def write(ledger: Ledger, mark: str) -> None:
            for number in range(5):
                commit(ledger, ChangeSet((company(f"{mark}-{number}"),), complete=False))

        writers = [threading.Thread(target=write, args=(ledgers[index % 2], f"w{index}")) for index in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert [revision.number for revision in ledgers[1].revisions()] == list(range(1, 22))
        assert sum(1 for _ in ledgers[1].state()) == 25
        for ledger in ledgers:
            ledger.close()

    @pytest.mark.process
    @pytest.mark.parametrize("size", [1, 20_000])
    def test_a_writer_killed_before_its_commit_leaves_the_previous_revision(
        self, name: str, tmp_path: Path, size: int
    ) -> None:
        ledger = LEDGERS[name](tmp_path, noon)
        first = ledger.apply(SMALL, author="a", message="m")
        ledger.close()
        command = [sys.executable, "-c", _WRITER.format(name=name, folder=str(tmp_path), size=size)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"written, not committed\n"
            writer.send_signal(signal.SIGKILL)
        again = LEDGERS[name](tmp_path, noon)
        assert again.head() == first
        assert len(list(again.state())) == 5
        assert commit(again, ChangeSet((company("three"),), complete=False)) == 2
        again.close()


# A ledger asks the clock when the entries are written and the revision is not yet committed.
_WRITER = """
import time
from pathlib import Path
from graphapi.model.changes import ChangeSet
from tests.contract.ledger_suite import LEDGERS, company

def now():
    print("written, not committed", flush=True)
    time.sleep(60)

documents = tuple(company("extra-" + str(number)) for number in range({size}))
ledger = LEDGERS[{name!r}](Path({folder!r}), now)
ledger.apply(ChangeSet(documents, complete=False), author="a", message="m")
"""


def _compare(ledger: Ledger, model: Model) -> None:
    revisions = ledger.revisions()
    for revision, state, gone in zip(revisions, model.states, model.gone, strict=True):
        assert list(ledger.state(revision.number)) == in_order(state)
        assert sum(revision.counts.values()) == len(state)
        assert {entry.id: entry.target for entry in ledger.tombstones(revision.number)} == gone
    contents = [
        (in_order(state), {old: new for old, new in gone.items() if new})
        for state, gone in zip(model.states, model.gone, strict=True)
    ]
    for one, first in zip(revisions, contents, strict=True):
        for two, second in zip(revisions, contents, strict=True):
            assert (one.content_hash == two.content_hash) == (first == second)
