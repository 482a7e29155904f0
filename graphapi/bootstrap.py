"""The only module that names concrete ledgers, views and name indexes: opens the home, seeds an empty one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from graphapi.dataset.bulk import sorted_package
from graphapi.dataset.exported import read_export
from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.ledger.base import Ledger
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.changes import Revision
from graphapi.model.documents import Edge
from graphapi.model.errors import LedgerUnavailable, RevisionNotFound
from graphapi.model.json import JsonObject
from graphapi.model.loading import Stage, Watch, no_watch
from graphapi.names.base import NameIndex
from graphapi.names.shelf import open_index
from graphapi.settings import Settings

_HERE = Path(__file__).parent
_AT_A_TIME = 10_000


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of the home folder, which is made when it is not there.

    Raises:
        LedgerUnavailable: the home cannot be made, or holds no ledger that can be opened.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnavailable(
            f"GRAPHAPI_HOME={settings.home} cannot be created: {error.strerror}", value=str(settings.home)
        ) from error
    return SqliteLedger(settings.ledger_path)


def open_view(ledger: Ledger, settings: Settings | None = None) -> GraphView:
    """The newest revision, ready for traversal: in memory or in a snapshot, as the settings or its size ask.

    A snapshot that is not there yet is built first. Without settings the graph is held in memory.

    Raises:
        LedgerUnavailable: the ledger is empty, or the home cannot be written.
    """
    revision = ledger.head()
    if revision is None:
        raise LedgerUnavailable("the ledger is empty; load a package first: graphapi load seed")
    return _view_of(ledger, revision, settings)


def wants_snapshot(revision: Revision, settings: Settings) -> bool:
    """Whether a revision is served from a snapshot."""
    if settings.view == "auto":
        return revision.counts.get(Edge.type, 0) > settings.snapshot_edges
    return settings.view == "snapshot"


def snapshot_of(ledger: Ledger, revision: Revision, settings: Settings, *, watch: Watch = no_watch) -> GraphView:
    """The snapshot of a revision, built where there is no sound one, with its kernels compiled.

    Unused snapshots of older revisions are removed.

    Raises:
        LedgerUnavailable: the home cannot be written.
    """
    # Not at the top: serving from memory need not wait for the compiler.
    from graphapi.graph.snapshot.store import SnapshotStore
    from graphapi.graph.snapshot.traversal import warm

    store = SnapshotStore(settings.snapshots_path)
    number = revision.number
    try:
        view = store.made(revision, lambda: (_watched(ledger, revision, watch), ledger.tombstones(number)))
    except (OSError, ValueError) as error:
        raise LedgerUnavailable(
            f"{settings.snapshots_path}: the snapshot cannot be created: {error}", value=str(settings.home)
        ) from error
    store.prune(revision, ledger.head() or revision)
    warm()
    return view


def views(ledger: Ledger, settings: Settings | None = None, *, kept: int = 2) -> Callable[[int], GraphView]:
    """Opens the view of a revision, the last few of them kept.

    Safe to call from any thread: of several that ask for the same revision one opens it and the others wait. The
    function raises RevisionNotFound for a revision that the ledger does not hold; a failure is not kept.
    """
    guard, opening, opened = Lock(), WeakValueDictionary[int, Lock](), dict[int, GraphView]()

    def revision_of(number: int) -> Revision:
        for revision in ledger.revisions():
            if revision.number == number:
                return revision
        raise RevisionNotFound(f"there is no revision {number}", value=number)

    def view_at(number: int) -> GraphView:
        with guard:
            turn = opening.setdefault(number, Lock())
        with turn:
            view = opened.pop(number, None) or _view_of(ledger, revision_of(number), settings)
            with guard:
                opened[number] = view
                for oldest in list(opened)[:-kept]:
                    opened.pop(oldest, None)
        return view

    return view_at


def _view_of(ledger: Ledger, revision: Revision, settings: Settings | None) -> GraphView:
    if settings is not None and wants_snapshot(revision, settings):
        return snapshot_of(ledger, revision, settings)
    return MemoryView(revision, ledger.state(revision.number), ledger.tombstones(revision.number))


def _watched(ledger: Ledger, revision: Revision, watch: Watch) -> Iterator[tuple[str, JsonObject]]:
    """The records of a revision; the watcher learns now and then how many there were."""
    total = max(1, sum(revision.counts.values()))
    for rows, record in enumerate(ledger.records(revision.number)):
        if rows % _AT_A_TIME == 0:
            watch(Stage("writing the snapshot", rows, rows / total))
        yield record


def names(settings: Settings) -> Callable[[GraphView], NameIndex]:
    """Opens the name index of a view in the home folder, built where there is none; safe to call from any thread.

    The function raises OSError when the home cannot be written.
    """

    def names_of(view: GraphView) -> NameIndex:
        return open_index(settings.names_path, view)

    return names_of


def load_package(
    ledger: Ledger, folder: Path, *, author: str, message: str, scratch: Path | None = None, watch: Watch = no_watch
) -> Revision:
    """Commit a data package of any size as one revision; the current revision when it changes nothing.

    What memory does not hold lies in `scratch` meanwhile, in files without a name.

    Raises:
        InvalidPackage: the package has problems; nothing was loaded.
    """
    with sorted_package(folder, scratch, watch=watch) as graph:
        return ledger.load(graph, author=author, message=message)


def load_file(ledger: Ledger, file: Path, *, author: str, message: str, watch: Watch = no_watch) -> Revision:
    """Commit a file that was exported from here as one revision; the current revision when it changes nothing.

    Raises:
        InvalidPackage: the file has problems or is none of ours; nothing was loaded.
    """
    held = () if ledger.head() is None else ledger.state()
    watch(Stage("reading", 0, 0.0))
    return ledger.apply(read_export(file, held), author=author, message=message)


def seed_folder(settings: Settings) -> Path:
    """The data package for an empty home: the one of the settings, else the packaged one."""
    if settings.seed is not None:
        return settings.seed
    packaged = _HERE / "_seed"
    return packaged if packaged.is_dir() else _HERE.parent / "seed"


def ensure_loaded(ledger: Ledger, settings: Settings) -> Revision:
    """The newest revision; an empty ledger is given the seed first.

    Raises:
        InvalidPackage: the seed has problems; nothing was loaded.
    """
    head = ledger.head()
    if head is not None:
        return head
    folder = seed_folder(settings)
    message = f"first load of the package {folder.name!r}"
    return load_package(ledger, folder, author="graphapi", message=message, scratch=settings.home)
