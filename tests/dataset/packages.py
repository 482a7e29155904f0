"""A small valid package, and how tests spoil it."""

import copy
import csv
from collections.abc import Mapping
from pathlib import Path

from graphapi.dataset.derive import derived_edges
from graphapi.dataset.package import PackageReader, in_state_order, refuse_problems
from graphapi.dataset.tables import LAYOUTS
from graphapi.model.changes import ChangeSet
from graphapi.model.documents import Edge
from graphapi.model.identifiers import edge_id, source_id

Package = dict[str, list[dict[str, str]]]

PAGE = source_id("https://example.org/a", None, None, None)
BOOK = source_id(None, "The Printing Session", "2025", None)
PLANT = edge_id("operates_in", "company:acme", "park:east", "")

_SMALL: Package = {
    "sources.csv": [
        {"url": "https://example.org/a", "publisher": "Example", "date": "2025-07-08", "title": "A, quoted"},
        {"publisher": "The Printing Session", "date": "2025"},
    ],
    "nodes/park.csv": [
        {
            "id": "park:east",
            "name_en": "East Park",
            "name_zh": "东园",
            "aliases": "东区 | E. P.",
            "lat": "29.5",
            "lon": "104.6",
            "status": "listed_for_construction",
            "construction_start": "2025",
            "construction_end": "2027",
            "lithium_or_new_energy": "true",
            "basis": "official",
            "sources": PAGE,
        },
    ],
    "nodes/province.csv": [{"id": "province:sc", "name_en": "Sichuan", "basis": "unverified"}],
    "nodes/company.csv": [{"id": "company:acme", "name_zh": "某某公司", "basis": "reported", "sources": PAGE}],
    "nodes/segment.csv": [
        {
            "id": "segment:cells",
            "name_en": "Cells",
            "stage": "manufacturing",
            "chain": "lithium battery",
            "basis": "unverified",
        },
        {
            "id": "segment:packs",
            "name_en": "Packs",
            "stage": "application",
            "chain": "lithium battery",
            "basis": "unverified",
        },
    ],
    "nodes/indicator.csv": [{"id": "indicator:share", "name_en": "Share", "role": "core", "basis": "unverified"}],
    "edges/located_in.csv": [{"tail": "park:east", "head": "province:sc", "basis": "official", "sources": PAGE}],
    "edges/operates_in.csv": [
        {
            "id": PLANT,
            "tail": "company:acme",
            "head": "park:east",
            "products": "segment:cells | segment:packs",
            "status": "operating",
            "scope": "park",
            "capacity_gwh_per_year": "12.5",
            "anchor": "false",
            "valid_from": "2021",
            "valid_to": "2024-06",
            "basis": "reported",
            "sources": f"{PAGE} | {BOOK}",
            "caveat": "City-wide,\nnot proven inside the zone",
        },
    ],
    "edges/reports.csv": [
        {
            "tail": "park:east",
            "head": "indicator:share",
            "discriminator": "2024",
            "value": "0.6",
            "unit": "1",
            "year": "2024",
            "state": "status",
            "basis": "reported",
            "sources": PAGE,
        },
    ],
    "statements.csv": [
        {
            "subject": "park:east",
            "field": "area_km2",
            "value": "30",
            "unit": "km2",
            "rank": "deprecated",
            "period": "2023",
            "basis": "reported",
            "sources": PAGE,
        },
        {"subject": PLANT, "field": "figure:phases", "value": "2", "basis": "reported", "sources": BOOK},
        {"subject": PLANT, "field": "products", "value": "segment:cells", "basis": "reported", "sources": PAGE},
    ],
    "redirects.csv": [{"old": "company:acme-battery", "target": "company:acme"}],
    "left_out.csv": [{"fact": "7", "park": "东园", "reason": "says nothing of the park"}],
}


def small_package() -> Package:
    """A package with every table that a check needs, free to be spoilt."""
    return copy.deepcopy(_SMALL)


def write_package(folder: Path, package: Mapping[str, list[dict[str, str]]]) -> Path:
    """Writes the tables with all columns of their layout, in that order."""
    for file, rows in package.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, LAYOUTS[file].columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def read_package(folder: Path) -> ChangeSet:
    """The whole graph of a package with its derived edges, in memory; raises `InvalidPackage` if it has problems."""
    reader = PackageReader(folder)
    documents = list(reader.documents())
    refuse_problems(folder, reader.report)
    documents += derived_edges(document for document in documents if isinstance(document, Edge))
    return ChangeSet(in_state_order(documents), tuple(reader.redirects))
