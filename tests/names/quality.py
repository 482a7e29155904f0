"""How well names are matched: the labelled list put to `match`, counted, printed and written into docs/search.md.

`python -m tests.names.quality` prints the tables; with `--write` it puts them into the document.
"""

import asyncio
import csv
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from graphapi.answers.names import Decision, MatchHit
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view
from graphapi.graph.base import GraphView
from graphapi.names.base import NameIndex, entries_of
from graphapi.names.folding import fold
from graphapi.names.match import Example, match
from graphapi.settings import Settings

ROOT = Path(__file__).parents[2]
LABELLED = Path(__file__).with_name("labelled.csv")
DOCUMENT = ROOT / "docs" / "search.md"
ABSENT, SUBSIDIARY = "absent", "subsidiary"
_TABLES = re.compile(r"(?<=<!-- quality -->\n).*?(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name, the kind of its column, and the node that it means; none for a name that is not in the graph."""

    name: str
    kind: str
    expected: str
    variant: str
    origin: str
    why: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled name with what `match` answered; `held` says that the name stands in the graph as it is."""

    labelled: Labelled
    hits: Sequence[MatchHit]
    held: bool

    @property
    def rank(self) -> int:
        """Place of the right node among the hits, from 1; 0 when it is not there."""
        ids = [hit.node.id for hit in self.hits]
        return ids.index(self.labelled.expected) + 1 if self.labelled.expected in ids else 0

    @property
    def matched(self) -> str | None:
        """The node that was called a match."""
        return self.hits[0].node.id if self.hits and self.hits[0].decision is Decision.MATCH else None

    @property
    def false(self) -> bool:
        """Whether the match is wrong; that of a subsidiary with its parent always is."""
        wrong = self.labelled.variant == SUBSIDIARY or self.matched != self.labelled.expected
        return self.matched is not None and wrong


def labelled() -> list[Labelled]:
    """The labelled list."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file)]


async def judged(view: GraphView, index: NameIndex) -> list[Judged]:
    """The labelled list with the answers of `match`, as a caller gets them who names the kind of the column."""
    rows = labelled()
    examples = {str(place): Example(names=[row.name], kind=[row.kind]) for place, row in enumerate(rows)}
    results = await match(view, index, examples)
    nodes = (await view.nodes(await view.node_ids())).values()
    held = {fold(text).compact for node in nodes for one in entries_of(node) for text in (one.name, *one.spellings)}
    return [Judged(row, results[str(place)].hits, fold(row.name).compact in held) for place, row in enumerate(rows)]


def tables(found: Sequence[Judged]) -> str:
    """The tables of the document."""
    known = [one for one in found if one.labelled.expected]
    fresh = [one for one in known if not one.held]
    matches = [one for one in found if one.matched]
    wrong = [one for one in matches if one.false]
    precision = (len(matches) - len(wrong)) / len(matches)
    lines = [
        f"{len(found)} names, {len(known)} of them of nodes in the graph; {len(fresh)} of those do not occur in the "
        "graph in this spelling.\n",
        "| | all | spelled differently than in the graph |",
        "|---|---|---|",
        f"| recall at 1 | {_share(known, 1)} | {_share(fresh, 1)} |",
        f"| recall at 5 | {_share(known, 5)} | {_share(fresh, 5)} |",
        f"| called `match` | {_called(known)} | {_called(fresh)} |\n",
        f"Precision of `match`: {precision:.3f} ({len(matches) - len(wrong)} of {len(matches)}). False matches: "
        f"{', '.join(one.labelled.name for one in wrong) or 'none'}.\n",
        "| variant | names | first | in the top five | called `match` |",
        "|---|---|---|---|---|",
    ]
    for variant, count in Counter(one.labelled.variant for one in found).most_common():
        group = [one for one in found if one.labelled.variant == variant]
        ranks = [one.rank for one in group]
        first, five = sum(rank == 1 for rank in ranks), sum(rank > 0 for rank in ranks)
        told = ["-", "-"] if variant == ABSENT else [str(first), str(five)]
        called = sum(one.matched is not None for one in group)
        lines.append(f"| {variant} | {count} | {told[0]} | {told[1]} | {called} |")
    missed = [one for one in known if one.rank != 1]
    lines += ["\nNot ranked first:\n", "| name | refers to | ranked first |", "|---|---|---|"]
    lines += [f"| {one.labelled.name} | `{one.labelled.expected}` | {_first(one)} |" for one in missed]
    return "\n".join(lines) + "\n"


def figures(found: Sequence[Judged]) -> Mapping[str, float]:
    """What the project holds itself to."""
    known = [one for one in found if one.labelled.expected]
    return {
        "recall at 1": sum(one.rank == 1 for one in known) / len(known),
        "recall at 5": sum(one.rank > 0 for one in known) / len(known),
        "false matches": sum(one.false for one in found),
    }


def written(found: Sequence[Judged]) -> str:
    """The document with the tables of these answers."""
    return _TABLES.sub(lambda _: tables(found), DOCUMENT.read_text(encoding="utf-8"))


def _share(group: Sequence[Judged], most: int) -> str:
    right = sum(0 < one.rank <= most for one in group)
    return f"{right / len(group):.3f} ({right})"


def _called(group: Sequence[Judged]) -> str:
    called = sum(one.matched is not None for one in group)
    return f"{called / len(group):.3f} ({called})"


def _first(one: Judged) -> str:
    return f"`{one.hits[0].node.id}`" if one.hits else "nothing"


def main() -> int:
    """Measure on the packaged seed."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), seed=ROOT / "seed")
        with closing(open_ledger(settings)) as ledger:
            ensure_loaded(ledger, settings)
            view = open_view(ledger)
            index = names(settings)(view)
            found = asyncio.run(judged(view, index))
    sys.stdout.write(tables(found))
    if "--write" in sys.argv:
        DOCUMENT.write_text(written(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
