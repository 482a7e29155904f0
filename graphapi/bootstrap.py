"""The only module that names concrete ledgers and views: opens the house, loads the seed into an empty one."""

from pathlib import Path

from graphapi.dataset.package import read_package
from graphapi.graph.base import GraphView
from graphapi.graph.memory import MemoryView
from graphapi.ledger.base import Ledger
from graphapi.ledger.sqlite import SqliteLedger
from graphapi.model.changes import Revision
from graphapi.model.errors import LedgerUnavailable
from graphapi.settings import Settings

_HERE = Path(__file__).parent


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of the home folder, which is made when it is not there.

    Raises:
        LedgerUnavailable: the home cannot be made, or holds no ledger that can be opened.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnavailable(
            f"GRAPHAPI_HOME={settings.home} cannot be made: {error.strerror}", value=str(settings.home)
        ) from error
    return SqliteLedger(settings.ledger_path)


def open_view(ledger: Ledger) -> GraphView:
    """The newest revision, ready for traversal.

    Raises:
        LedgerUnavailable: the ledger is empty.
    """
    revision = ledger.head()
    if revision is None:
        raise LedgerUnavailable("the ledger is empty; load a package first: graphapi load seed")
    return MemoryView(revision, ledger.state(revision.number), ledger.gone(revision.number))


def load_package(ledger: Ledger, folder: Path, *, author: str, message: str) -> Revision:
    """Commit a data package as one revision; the current revision when it changes nothing.

    Raises:
        InvalidPackage: the package has problems; nothing was loaded.
    """
    return ledger.apply(read_package(folder), author=author, message=message)


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
    return load_package(ledger, folder, author="graphapi", message=f"first load of the package {folder.name!r}")
