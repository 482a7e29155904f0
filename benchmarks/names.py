"""Search and suggest over a million generated names, in process. Run by `make bench`.

`python -m benchmarks.names [NAMES] [--write]`: names are generated with a fixed seed: firms with a Chinese legal name,
a short name and an English one. Prints how long the index takes and how much processor time each sort of query takes,
ranking and highlighting included, and the wall clock of all; `--write` puts the tables into docs/search.md.
"""

import platform
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from graphapi.model.changes import Revision
from graphapi.model.documents import Node
from graphapi.model.kinds import Basis
from graphapi.names.base import EVERYWHERE, NameIndex, Placed, Scope
from graphapi.names.search import MAX_SUGGESTED, name_matches, ranked
from graphapi.names.spelling import readings
from graphapi.names.tantivy_index import TantivyNames, write_index

NAMES = 1_000_000
ASKED = 200
SEED = 20260101
DOCUMENT = Path(__file__).parents[1] / "docs" / "search.md"
PLACES = (
    "北京",
    "上海",
    "天津",
    "重庆",
    "广东",
    "江苏",
    "浙江",
    "山东",
    "四川",
    "湖北",
    "湖南",
    "河南",
    "福建",
    "宁德",
    "常州",
)
TRADES = ("新能源", "新材料", "科技", "电池", "储能", "锂业", "光伏", "硅业", "化工", "电子", "汽车", "装备", "矿业")
FORMS = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")
ENGLISH = ("New Energy", "New Materials", "Technology", "Battery", "Energy Storage", "Lithium", "Photovoltaics")
LETTERS = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
"""The 3,666 common letters of GB 2312, rows 16 to 54."""

Make = Callable[[random.Random], str]
Ask = Callable[[NameIndex, str], None]

_TABLES = re.compile(r"(?<=<!-- speed -->\n).*?(?=<!-- end -->)", re.DOTALL)


def firms(names: int) -> Iterator[Placed]:
    """Firms with three names each until there are so many names; every third one is listed."""
    rng = random.Random(SEED)  # noqa: S311  (names, not secrets)
    for number in range(names // 3):
        brand = "".join(rng.choices(LETTERS, k=rng.choice((2, 2, 2, 3, 4))))
        trade = rng.randrange(len(TRADES))
        spoken = "".join(readings(brand)[0]).capitalize()
        legal = f"{rng.choice(PLACES)}{brand}{TRADES[trade]}{rng.choice(FORMS)}"
        english = f"{spoken} {ENGLISH[trade % len(ENGLISH)]} Co., Ltd."
        listing: dict[str, tuple[str, ...]] = {"listings": (f"XSHE:{number:06}",)} if number % 3 == 0 else {}
        node = Node(f"company:f{number}", english, brand + TRADES[trade], Basis.UNVERIFIED, (), (legal,), listing)
        yield Placed(node, "province:nm" if number % 30 == 0 else None, ())


def questions(nodes: list[Node]) -> dict[str, Make]:
    """Sorts of queries, each made from the names of some firm."""
    legal = [node.aliases[0] for node in nodes]
    short = [node.name_zh or "" for node in nodes]
    english = [node.name_en or "" for node in nodes]

    def spoken(rng: random.Random) -> str:
        return "".join(readings(rng.choice(short))[0])

    return {
        "one Chinese character": lambda rng: rng.choice(short)[0],
        "two Chinese characters": lambda rng: rng.choice(short)[:2],
        "two characters inside a name": lambda rng: rng.choice(legal)[3:5],
        "a common word": lambda rng: rng.choice(TRADES),
        "a short name": lambda rng: rng.choice(short),
        "a legal name": lambda rng: rng.choice(legal),
        "a legal name, one character wrong": lambda rng: _slip(rng, rng.choice(legal), LETTERS),
        "one Latin letter": lambda rng: spoken(rng)[0],
        "three letters of pinyin": lambda rng: spoken(rng)[:3],
        "pinyin": spoken,
        "pinyin, one letter wrong": lambda rng: _slip(rng, spoken(rng), list("abcdefghijklmnop")),
        "initials": lambda rng: "".join(one[0] for one in readings(rng.choice(short))[0]),
        "English words in another order": lambda rng: " ".join(reversed(rng.choice(english).split()[:3])),
        "an English name, one letter wrong": lambda rng: _slip(rng, rng.choice(english), list("abcdefghijklmnop")),
        "a ticker": lambda rng: f"{rng.randrange(0, len(nodes), 3):06}.SZ",
        "no name": lambda rng: "".join(rng.choices("qwxzvkj", k=9)),
    }


def _slip(rng: random.Random, text: str, letters: list[str]) -> str:
    place = rng.randrange(len(text))
    return text[:place] + rng.choice(letters) + text[place + 1 :]


def suggest(index: NameIndex, text: str) -> None:
    """What `/v1/suggest` does."""
    found, _ = ranked(index, text, EVERYWHERE, candidates=40, enough=MAX_SUGGESTED)
    name_matches(text, found[:MAX_SUGGESTED])


def search(index: NameIndex, text: str) -> None:
    """What `/v1/search` does for a page of fifty."""
    found, _ = ranked(index, text, EVERYWHERE, candidates=200)
    name_matches(text, found[:50])


def narrowed(index: NameIndex, text: str) -> None:
    """The same in one province, where one firm in thirty lies."""
    found, _ = ranked(index, text, Scope(frozenset({"company"}), "province:nm"), candidates=200)
    name_matches(text, found[:50])


def timed(index: NameIndex, ask: Ask, make: Make) -> tuple[list[float], list[float]]:
    """Milliseconds of each question, sorted: of the processor, and by the clock."""
    rng = random.Random(SEED)  # noqa: S311  (queries, not secrets)
    spent, waited = [], []
    for text in [make(rng) for _ in range(ASKED)]:
        begin, cpu = time.perf_counter(), time.thread_time()
        ask(index, text)
        spent.append((time.thread_time() - cpu) * 1000)
        waited.append((time.perf_counter() - begin) * 1000)
    return sorted(spent), sorted(waited)


def rows(index: NameIndex, nodes: list[Node]) -> Iterator[str]:
    """The table: a line a sort of query, then all of them."""
    asks = (suggest, search, narrowed)
    every: dict[str, list[float]] = {ask.__name__: [] for ask in asks}
    clock: dict[str, list[float]] = {ask.__name__: [] for ask in asks}
    yield "| query | suggest p50 ms | p99 | search p50 ms | p99 | in one province p50 ms | p99 |"
    yield "|---|---|---|---|---|---|---|"
    for title, make in questions(nodes).items():
        cells = []
        for ask in asks:
            spent, waited = timed(index, ask, make)
            every[ask.__name__] += spent
            clock[ask.__name__] += waited
            cells.append(_cells(spent))
        yield f"| {title} | {' | '.join(cells)} |"
    for title, took in (("all", every), ("all, wall clock", clock)):
        yield f"| {title} | {' | '.join(_cells(sorted(one)) for one in took.values())} |"


def _cells(took: list[float]) -> str:
    return f"{statistics.median(took):.2f} | {took[int(len(took) * 0.99)]:.2f}"


def measured(names: int) -> str:
    """The index made and asked, as told in the document."""
    placed = list(firms(names))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        begin = time.perf_counter()
        entries = write_index(folder, placed)
        made = time.perf_counter() - begin
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        index = TantivyNames(folder, Revision(1, "bench", "names", "2026-01-01T00:00:00Z", "sha256:0"))
        for make in questions([one.node for one in placed]).values():
            search(index, make(random.Random(SEED)))  # noqa: S311  (the first touch reads files, not names)
        table = "\n".join(rows(index, [one.node for one in placed]))
    libraries = ", ".join(f"{name} {version(name)}" for name in ("tantivy", "rapidfuzz", "pypinyin", "opencc"))
    return (
        f"{names:,} names of {len(placed):,} firms, {entries:,} entries with tickers and ids; built in {made:.0f} s, "
        f"{size:,.0f} MB on disk. {ASKED} queries of each kind, one at a time, in process. "
        f"{datetime.now(UTC).date()}, Python {platform.python_version()}, {libraries}.\n\n{table}\n"
    )


def main() -> int:
    """Print the tables; write them where asked to."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    told = measured(numbers[0] if numbers else NAMES)
    sys.stdout.write(told)
    if "--write" in sys.argv:
        document = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(_TABLES.sub(lambda _: told, document), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
