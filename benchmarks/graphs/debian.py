"""Debian's package relations, from the package lists that `apt-get update` left on this machine.

Nodes are packages, names that no package bears (`virtual`: provided, or not shipped), maintainers and sections. Each
relation is an edge of the kind of its field; of the alternatives `a | b`, the first gets basis 0 and the others 1, so
that a floor of 0 keeps what stands alone or is preferred.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.graphs.arrays import Graph, Title, packed

LISTS = Path("/var/lib/apt/lists")
READER = "/usr/lib/apt/apt-helper"
RELATIONS = (
    "Depends",
    "Pre-Depends",
    "Recommends",
    "Suggests",
    "Provides",
    "Breaks",
    "Conflicts",
    "Replaces",
    "Enhances",
)
EDGE_KINDS = (*RELATIONS, "maintained_by", "in_section")
NODE_KINDS = ("package", "virtual", "maintainer", "section")
_NAME = re.compile(r"[a-z0-9][a-z0-9+.\-]*")

Stanza = dict[str, str]
Link = tuple[int, str, str, int]
"""Edge kind, package, other end as `kind:name`, basis."""


def lists_of_machine(folder: Path = LISTS) -> list[Path]:
    """The binary package lists; none when there are none or apt cannot read them."""
    if not shutil.which(READER):
        return []
    return sorted(folder.glob("*_Packages*"))


def read_debian(lists: Iterable[Path]) -> Graph:
    """The graph of the lists; of a package in several lists, the last one counts (security after main)."""
    lists = sorted(lists, key=lambda path: ("security" in path.name, "updates" in path.name))
    packages: dict[str, Stanza] = {}
    for path in lists:
        command = [READER, "cat-file", str(path)]
        text = subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603
        packages |= {stanza["Package"]: stanza for stanza in stanzas(text.splitlines())}
    return build(packages, _origin(lists))


def stanzas(lines: Iterable[str]) -> Iterator[Stanza]:
    """The fields of each package that the graph needs; a continued line belongs to a field that it does not."""
    wanted = {"Package", "Maintainer", "Section", *RELATIONS}
    stanza: Stanza = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        if not line and stanza:
            yield stanza
            stanza = {}
        elif colon and name in wanted:
            stanza[name] = value
    if stanza:
        yield stanza


def build(packages: dict[str, Stanza], origin: str) -> Graph:
    """Nodes by kind, then name; edges by kind, then package."""
    links = [link for name in sorted(packages) for link in _links(name, packages[name])]
    ends = {end if end.partition(":")[2] in packages or end[0] != "p" else f"virtual{end[7:]}" for *_, end, _ in links}
    ends |= {f"package:{name}" for name in packages}
    order = sorted(ends, key=lambda end: (NODE_KINDS.index(end.partition(":")[0]), end))
    number = {end: place for place, end in enumerate(order)}
    kinds = np.array([NODE_KINDS.index(end.partition(":")[0]) for end in order], np.uint8)
    parts = []
    for kind in range(len(EDGE_KINDS)):
        rows = [(number[f"package:{name}"], _number(number, end), basis) for k, name, end, basis in links if k == kind]
        columns = np.array(rows, np.int64).reshape(-1, 3).T
        parts.append((kind, *columns))
    return packed(Title("debian", origin, NODE_KINDS, EDGE_KINDS), kinds, parts)


def _number(number: dict[str, int], end: str) -> int:
    found = number.get(end)
    return number[f"virtual{end[7:]}"] if found is None else found


def _links(name: str, stanza: Stanza) -> Iterator[Link]:
    for kind, relation in enumerate(RELATIONS):
        for group in stanza.get(relation, "").split(","):
            for place, alternative in enumerate(group.split("|")):
                if found := _NAME.match(alternative.strip()):
                    yield kind, name, f"package:{found[0]}", min(place, 1)
    if "Maintainer" in stanza:
        yield len(RELATIONS), name, f"maintainer:{stanza['Maintainer']}", 0
    if "Section" in stanza:
        yield len(RELATIONS) + 1, name, f"section:{stanza['Section']}", 0


def _origin(lists: Iterable[Path]) -> str:
    """Distribution, version and date, as the release files beside the lists say them."""
    told = []
    for path in lists:
        release = path.with_name(f"{path.name.partition('_main_')[0]}_InRelease")
        if release.is_file():
            text = release.read_text("utf-8", errors="replace")
            fields = dict(re.findall(r"^(Label|Codename|Suite|Version|Date): (.*)$", text, re.MULTILINE))
            version = f" {fields['Version']}" if "Version" in fields else ""
            told.append(
                f"{fields.get('Label', '?')}{version} {fields.get('Codename', '?')} of {fields.get('Date', '?')}"
            )
    return "; ".join(told) or "Debian package lists without a release file"
