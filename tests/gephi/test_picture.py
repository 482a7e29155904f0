import json
import struct
from pathlib import Path

import pytest

from graphapi.export.options import Export
from graphapi.export.registry import exporter_named
from graphapi.model.kinds import EDGE_KINDS, NODE_KINDS, EdgeKind, NodeKind
from tests.export.samples import IMPRINT, full_graph
from tests.gephi import toolkit

pytestmark = pytest.mark.timeout(600)
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "gephi.png"


def described(kind: NodeKind | EdgeKind) -> dict[str, object]:
    return {"label": {"en": kind.label.en, "zh": kind.label.zh}, "colour": kind.colour}


@pytest.mark.jvm
def test_the_preview_draws_a_file_and_a_legend(tmp_path: Path) -> None:
    toolkit.require_toolkit()
    gexf = b"".join(exporter_named("gexf").write(Export(full_graph(), imprint=IMPRINT)))
    kinds = {
        "nodes": {name: described(kind) for name, kind in NODE_KINDS.items()},
        "edges": {name: described(kind) for name, kind in EDGE_KINDS.items()},
    }
    try:
        toolkit.draw(gexf, json.dumps(kinds).encode(), tmp_path / "graph.png")
    except toolkit.NoFont as absent:
        toolkit.require(False, str(absent))
    assert size(tmp_path / "graph.png") == size(PICTURE)
    assert (tmp_path / "graph.png").stat().st_size > 20_000


def test_the_picture_of_the_documents_is_light() -> None:
    assert PICTURE.stat().st_size < 400_000


def size(picture: Path) -> tuple[int, int]:
    content = picture.read_bytes()
    assert content[12:16] == b"IHDR"
    width, height = struct.unpack(">II", content[16:24])
    return width, height
