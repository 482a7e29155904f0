"""Name indexes on disk: one sealed folder for each revision and version of the index, mapped by every process.

    names/3-9f2c61d0a7b4-3/      revision, content hash, version of the layout
        manifest.json            what it was made from, size and checksum of each file
        ...                      the files of the index

A folder that is damaged, or that was made with other versions of the libraries, is rebuilt. It can always be: the view
is the truth.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from graphapi.graph.base import GraphView
from graphapi.names.base import NameIndex, Placed
from graphapi.names.tantivy_index import TantivyNames, write_index
from graphapi.storage.sealed_folder import SealedFolders

LOG: Final = logging.getLogger("graphapi.names")
LAYOUT: Final = 3
"""Raised whenever terms, fields or the manifest change: indexes of another layout are rebuilt."""

_SPARE: Final = 1
"""Indexes kept besides the newest and those in use: the one before it may be needed again."""
_LIBRARIES: Final = ("tantivy", "opencc", "pypinyin")


def open_index(folder: Path, view: GraphView) -> NameIndex:
    """The index of a view's revision, mapped; built where there is none, or where it is damaged.

    Call it in a thread without a running loop: it runs the view's coroutines in one of its own.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    revision = view.revision
    name = f"{revision.number}-{revision.content_hash.rpartition(':')[2][:12]}-{LAYOUT}"
    label = {
        "layout": LAYOUT,
        "revision": revision.number,
        "content_hash": revision.content_hash,
        "libraries": {library: version(library) for library in _LIBRARIES},
    }
    indexes = SealedFolders(folder, partial(TantivyNames, revision=revision), log=LOG, thorough=True)
    index = indexes.made(name, label, partial(_write, view))
    indexes.prune(name, spare=_SPARE)
    return index


async def placed(view: GraphView) -> Sequence[Placed]:
    """All nodes with the province that they lie in and the lists that name them."""
    lists: dict[str, list[str]] = defaultdict(list)
    for edge in (await view.edges(await view.edge_ids("listed_in"))).values():
        lists[edge.tail].append(edge.head)
    nodes = (await view.nodes(await view.node_ids())).values()
    return [Placed(node, (await view.location(node.id)).province, lists[node.id]) for node in nodes]


def _write(view: GraphView, folder: Path) -> None:
    began = time.perf_counter()
    names = write_index(folder, asyncio.run(placed(view)))
    for lock in folder.glob("*.lock"):
        lock.unlink()
    LOG.info("index of %d names built in %.1f s", names, time.perf_counter() - began)
