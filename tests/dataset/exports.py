"""Exports of a ledger, and what becomes of them when they are loaded."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest

from graphapi.bootstrap import load_file
from graphapi.export.options import Export, SubgraphEvidence
from graphapi.export.registry import exporter_named
from graphapi.ledger.base import Ledger
from graphapi.model.documents import Document, Edge, Node, Source, Statement, Subgraph
from graphapi.model.errors import InvalidPackage
from graphapi.model.loading import PackageProblem
from tests.export.samples import IMPRINT

formats = pytest.mark.parametrize("name", ["gexf", "graphml", "csv"])
"""Formats that can be loaded."""


def exported(documents: Iterable[Document], name: str) -> bytes:
    documents = list(documents)
    statements: dict[str, list[Statement]] = {}
    for one in documents:
        if isinstance(one, Statement):
            statements.setdefault(one.subject, []).append(one)
    evidence = SubgraphEvidence(statements, {one.id: one for one in documents if isinstance(one, Source)})
    nodes, edges = ([one for one in documents if isinstance(one, of)] for of in (Node, Edge))
    return b"".join(exporter_named(name).write(Export(Subgraph(nodes, edges), imprint=IMPRINT, evidence=evidence)))


def written(folder: Path, content: bytes, name: str) -> Path:
    path = folder / f"graph{exporter_named(name).suffix}"
    path.write_bytes(content)
    return path


def taken(ledger: Ledger, path: Path) -> int:
    """The number of the revision after the file was loaded."""
    return load_file(ledger, path, author="a", message="m").number


def problems(ledger: Ledger, path: Path) -> list[PackageProblem]:
    with pytest.raises(InvalidPackage) as refusal:
        taken(ledger, path)
    assert refusal.value.detail.startswith(f"{path}: {len(refusal.value.report.problems)} problem")
    return list(refusal.value.report.problems)


def replaced(content: bytes, name: str, *pairs: tuple[str, str]) -> bytes:
    """The file with texts changed by hand, wherever they stand in it."""
    if name != "csv":
        text = content.decode()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return text.encode()
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(packed, "w") as after:
        tables = {entry: before.read(entry).decode() for entry in before.namelist()}
        for old, new in pairs:
            assert any(old in text for text in tables.values())
            tables = {entry: text.replace(old, new) for entry, text in tables.items()}
        for entry, text in tables.items():
            after.writestr(entry, text)
    return packed.getvalue()
