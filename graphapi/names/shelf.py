"""Name indexes on disk: one folder a revision, made aside and put in place in one step, mapped by every process.

    names/3-9f2c61d0a7b4-1/      revision, content hash, version of the layout
        manifest.json            what it was made from, size and checksum of each file
        ...                      the files of the index

A folder that lacks a file, or whose checksums differ, or that was made with other versions of the libraries, is made
anew. It can always be: the view is the truth.
"""

import asyncio
import hashlib
import logging
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import orjson

from graphapi.graph.base import GraphView
from graphapi.model.changes import Revision
from graphapi.names.base import NameIndex, Placed
from graphapi.names.tantivy_index import TantivyNames, write_index

LOG = logging.getLogger("graphapi.names")
LAYOUT = 2
"""Raised whenever terms or fields change: indexes of another layout are made anew."""

KEPT = 2
"""Indexes that stay: the newest, and the one before it, which another process may be answering from."""

_MANIFEST = "manifest.json"
_LIBRARIES = ("tantivy", "opencc", "pypinyin")
_ABANDONED_S = 3600
_BLOCK = 1 << 20


def open_index(shelf: Path, view: GraphView) -> NameIndex:
    """The index of a view's revision, mapped; made where there is none, or where it is damaged.

    Call it in a thread without a running loop: it runs the view's coroutines in one of its own.

    Raises:
        OSError: the shelf cannot be written, or the disk is full.
    """
    revision = view.revision
    folder = shelf / f"{revision.number}-{revision.content_hash.rpartition(':')[2][:12]}-{LAYOUT}"
    if not _is_sound(folder, revision):
        began = time.perf_counter()
        names = _make(folder, revision, asyncio.run(placed(view)))
        LOG.info("index of %d names made in %.1f s", names, time.perf_counter() - began)
    _clear(shelf, folder)
    return TantivyNames(folder, revision)


async def placed(view: GraphView) -> Sequence[Placed]:
    """All nodes with the province that they lie in and the lists that name them."""
    lists: dict[str, list[str]] = defaultdict(list)
    for edge in (await view.edges(await view.edge_ids("listed_in"))).values():
        lists[edge.tail].append(edge.head)
    nodes = (await view.nodes(await view.node_ids())).values()
    return [Placed(node, (await view.location(node.id)).province, lists[node.id]) for node in nodes]


def _make(folder: Path, revision: Revision, nodes: Iterable[Placed]) -> int:
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        names = write_index(aside, nodes)
        _seal(aside, revision)
        _put_in_place(aside, folder, revision)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return names


def _seal(folder: Path, revision: Revision) -> None:
    """Write the manifest, and everything through to the disk."""
    for path in folder.glob("*.lock"):
        path.unlink()
    files = {path.name: _mark(path) for path in sorted(folder.iterdir())}
    content = orjson.dumps(_made_from(revision) | {"files": files}, option=orjson.OPT_INDENT_2)
    (folder / _MANIFEST).write_bytes(content)
    for path in (*folder.iterdir(), folder):
        _sync(path)


def _put_in_place(aside: Path, folder: Path, revision: Revision) -> None:
    """Rename; where another process was faster its sound index stays, where a damaged one lies it goes."""
    if folder.exists() and not _is_sound(folder, revision):
        folder.rename(aside / "damaged")
        shutil.rmtree(aside / "damaged")
    try:
        aside.rename(folder)
    except OSError:
        if not _is_sound(folder, revision):
            raise
    _sync(folder.parent)


def _is_sound(folder: Path, revision: Revision) -> bool:
    try:
        manifest = orjson.loads((folder / _MANIFEST).read_bytes())
        files = manifest.pop("files")
        return bool(manifest == _made_from(revision)) and all(
            _mark(folder / name) == mark for name, mark in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _made_from(revision: Revision) -> dict[str, Any]:
    return {
        "layout": LAYOUT,
        "revision": revision.number,
        "content_hash": revision.content_hash,
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _mark(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return f"{path.stat().st_size} blake2b:{digest.hexdigest()}"


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(shelf: Path, current: Path) -> None:
    """Remove all but the newest indexes, and what a process left behind that died while making one."""
    made = sorted((one for one in shelf.iterdir() if not one.name.startswith(".") and one != current), key=_age)
    left = [one for one in shelf.glob(".making-*") if _age(one) > _ABANDONED_S]
    for folder in (*made[KEPT - 1 :], *left):
        shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
