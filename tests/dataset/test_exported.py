"""Files that we exported, taken back in."""

from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest

from graphapi.bootstrap import load_package
from graphapi.ledger.base import Ledger
from graphapi.model.documents import Edge, Node, Source, Statement
from graphapi.model.kinds import Basis
from tests.dataset.exports import exported, formats, problems, replaced, taken, written
from tests.dataset.packages import PAGE, PLANT, small_package, write_package

SEED = Path(__file__).parents[2] / "seed"
NASTY = [
    'a "quoted" <name> & more',
    "]]>",
    "<![CDATA[x]]>",
    "🔋 电池",
    "\u202eRTL\u200f",
    "=1+1",
    "'=guarded",
    "-5",
    "two\nlines",
    "'",
    "&#0;",
    "1e5",
    "true",
    "NaN",
    "2022-12/..",
    "x" * 10_000,
]


def nasty(folder: Path) -> Path:
    """Companies with every nasty name, caveats alike, and statements that contradict each other."""
    package = small_package()
    for number, text in enumerate(NASTY):
        company = {"id": f"company:c{number}", "name_zh": text, "note": text, "aliases": text, "basis": "unverified"}
        package["nodes/company.csv"].append(company)
        plant = {"tail": company["id"], "head": "park:east", "basis": "reported", "sources": PAGE, "caveat": text}
        package["edges/operates_in.csv"].append(plant)
        said = {"subject": company["id"], "field": "note", "value": text, "basis": "reported", "sources": PAGE}
        package["statements.csv"] += [said, said | {"value": f"not {text}", "rank": "deprecated", "caveat": text}]
    return write_package(folder, package)


@formats
@pytest.mark.parametrize(
    "package", [pytest.param(lambda _: SEED, marks=pytest.mark.slow), nasty], ids=["seed", "nasty"]
)
def test_a_file_of_the_whole_graph_gives_the_same_graph_and_the_same_bytes(
    package, name: str, ledger: Ledger, other: Ledger, tmp_path: Path
) -> None:
    load_package(ledger, package(tmp_path / "package"), author="a", message="m")
    content = exported(ledger.state(), name)
    assert taken(other, written(tmp_path, content, name)) == 1
    assert [one.to_json() for one in other.state()] == [one.to_json() for one in ledger.state()]
    assert exported(other.state(), name) == content


@formats
def test_an_unchanged_file_makes_no_revision(name: str, small: Ledger, tmp_path: Path) -> None:
    assert taken(small, written(tmp_path, exported(small.state(), name), name)) == 1


@formats
def test_a_part_changes_what_it_names_and_deletes_nothing(name: str, small: Ledger, tmp_path: Path) -> None:
    before = {one.id: one for one in small.state()}
    part = [one for one in before.values() if one.id in {"park:east", PAGE}]
    path = written(tmp_path, replaced(exported(part, name), name, ("East Park", "Park of the East")), name)
    assert taken(small, path) == 2
    after = {one.id: one for one in small.state()}
    assert after.keys() == before.keys()
    assert {key for key in after if after[key] != before[key]} == {"park:east"}
    assert after["park:east"].to_json()["name"] == {"en": "Park of the East", "zh": "东园"}


@formats
def test_derived_edges_follow_the_edge_that_was_changed(name: str, small: Ledger, tmp_path: Path) -> None:
    part = [one for one in small.state() if one.id == PLANT or not isinstance(one, Edge | Statement)]
    path = written(tmp_path, replaced(exported(part, name), name, ("operating", "planned")), name)
    assert taken(small, path) == 2
    derived = [one for one in small.state() if isinstance(one, Edge) and one.basis is Basis.DERIVED]
    assert {one.attributes.get("status") for one in derived if one.kind == "hosts"} == {"planned"}
    assert len(derived) == 4


@formats
def test_a_derived_edge_changed_by_hand_is_refused(name: str, small: Ledger, tmp_path: Path) -> None:
    derived = [one for one in small.state() if isinstance(one, Edge) and one.kind == "hosts"]
    part = [one for one in small.state() if isinstance(one, Node | Source)] + derived
    path = written(tmp_path, replaced(exported(part, name), name, ("operating", "planned")), name)
    found = problems(small, path)
    assert {one.value for one in found} == {one.id for one in derived}
    assert {one.problem for one in found} == {"the derived edge does not follow from the edges that it names"}


@formats
def test_every_bad_value_is_told_with_its_place_and_nothing_is_loaded(name: str, small: Ledger, tmp_path: Path) -> None:
    changes = [("listed_for_construction", "listed"), ("12.5", "a lot"), ("manufacturing", "mining")]
    path = written(tmp_path, replaced(exported(small.state(), name), name, *changes), name)
    found = {(one.column, one.value): one for one in problems(small, path)}
    assert found.keys() == {("status", "listed"), ("capacity_gwh_per_year", "a lot"), ("stage", "mining")}
    lines = path.read_text().splitlines() if name != "csv" else []
    for one in found.values():
        assert one.row is not None
        assert not lines or one.value in lines[one.row - 1]
        assert one.file == (path.name if lines else one.file)
    assert "manufacturing" in found["stage", "mining"].remedy
    head = small.head()
    assert head is not None
    assert head.number == 1


@formats
def test_sources_and_ends_that_neither_file_nor_ledger_has_are_named(
    name: str, small: Ledger, other: Ledger, tmp_path: Path
) -> None:
    part = [one for one in small.state() if one.id in {"park:east", PLANT}]
    found = problems(other, written(tmp_path, exported(part, name), name))
    assert all(one.problem.startswith("dangling id: neither the file nor the ledger has") for one in found)
    assert {one.value for one in found} >= {PAGE, "company:acme", "segment:cells"}


@formats
def test_computed_columns_and_unknown_ones_are_not_passed_over(name: str, small: Ledger, tmp_path: Path) -> None:
    column = {"gexf": ('for="park_type"', 'for="mood"'), "graphml": ("park_type", "mood"), "csv": ("park_type", "mood")}
    park = next(one for one in small.state() if one.id == "park:east")
    typed = Node.from_json(park.to_json() | {"attributes": {**park.to_json()["attributes"], "park_type": "zone"}})
    content = exported([typed, *(one for one in small.state() if one.id == PAGE)], name)
    renamed = replaced(content, name, column[name])
    assert [(one.column, one.value) for one in problems(small, written(tmp_path, renamed, name))] == [("mood", "zone")]
    parted = {"csv": (",own,", ",near,")}.get(name, ("own", "near"))
    found = problems(small, written(tmp_path, replaced(content, name, parted), name))
    assert [(one.column, one.value) for one in found] == [("geo_precision", "near")]


@formats
def test_an_id_that_stands_twice_is_told(name: str, small: Ledger, tmp_path: Path) -> None:
    path = written(tmp_path, replaced(exported(small.state(), name), name, ("segment:packs", "segment:cells")), name)
    assert any(one.problem.startswith("duplicate id") and one.value == "segment:cells" for one in problems(small, path))


def test_values_of_the_graph_itself_belong_to_no_node(small: Ledger, tmp_path: Path) -> None:
    content = exported(small.state(), "graphml")
    moved = replaced(content, "graphml", ("</graph>", '<data key="title">Graph</data></graph>'))
    assert taken(small, written(tmp_path, moved, "graphml")) == 1


def test_an_edge_keeps_its_ends_and_a_new_one_is_told_its_id(small: Ledger, tmp_path: Path) -> None:
    content = exported(small.state(), "gexf")
    ends = 'source="park:east" target="province:'
    turned = replaced(content, "gexf", (f"{ends}sc", f"{ends}nm"), ('id="province:sc"', 'id="province:nm"'))
    assert "the edge joins park:east to province:sc in the ledger" in {
        one.problem for one in problems(small, written(tmp_path, turned, "gexf"))
    }
    new = '<edge id="7" source="park:east" target="province:sc"/></edges>'
    added = replaced(content, "gexf", ("</edges>", new))
    assert "an id begins with one of located_in" in problems(small, written(tmp_path, added, "gexf"))[0].remedy
    named = replaced(content, "gexf", ("</edges>", new.replace("7", "hosts:1")))
    assert any("has the id hosts:" in one.remedy for one in problems(small, written(tmp_path, named, "gexf")))


def test_what_another_program_wrote_is_refused_by_what_is_missing(small: Ledger, tmp_path: Path) -> None:
    graph = nx.read_gexf(BytesIO(exported(small.state(), "gexf")))
    for name, write in (("gexf", nx.write_gexf), ("graphml", nx.write_graphml)):
        path = tmp_path / f"other.{name}"
        write(nx.DiGraph([("a", "b")]) if name == "graphml" else graph, path)
        found = problems(small, path)
        assert any("is missing" in one.problem or "neither GEXF 1.3 nor GraphML" in one.problem for one in found)


@formats
def test_a_file_of_another_version_or_without_one_is_refused(name: str, small: Ledger, tmp_path: Path) -> None:
    content = exported(small.state(), name)
    mark = '"format": 1,' if name == "csv" else 'zcp:format="1"'
    for new, what in ((mark.replace("1", "99"), "another format version"), ("", "does not say that graphapi wrote it")):
        (found,) = problems(small, written(tmp_path, replaced(content, name, (mark, new)), name))
        assert what in found.problem
