"""`python -m tests.gephi.picture` draws the picture of docs/gephi.md anew: the file of its question in the preview."""

from urllib.parse import quote
from urllib.request import urlopen

from tests.docs.transcripts import ROOT, serving
from tests.gephi.toolkit import draw

QUESTION = "/v1/nodes/company:catl/neighborhood.gexf?depth=2&rel=<owned_by,operates_in>,active_in>,<feeds&layout=force"
"""CATL's firms, the parks where they stand, what they make, and what feeds that."""


def main() -> None:
    with serving() as address:
        gexf, schema = (_answer(f"{address}{path}") for path in (QUESTION, "/v1/schema"))
    picture = ROOT / "docs" / "images" / "gephi.png"
    picture.parent.mkdir(exist_ok=True)
    draw(gexf, schema, picture)
    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1000} kB")


def _answer(address: str) -> bytes:
    with urlopen(quote(address, safe=":/?&=,")) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


if __name__ == "__main__":
    main()
