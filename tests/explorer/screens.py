"""Takes the pictures that stand in the README: `make screens`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from graphapi.settings import Settings
from tests.explorer.browser import browsing, serving, visiting

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
PICTURES = {
    "explorer-graph": ("?open=park:ordos-mengsu&sel=powered_by:feae6db6f13d", ".canvas[data-still=yes]"),
    "explorer-map": ("?view=map&list=list:national-batch-1", ".points circle >> nth=51"),
}
WINDOW = {"width": 1160, "height": 700}


def take() -> None:
    """Writes every picture."""
    with TemporaryDirectory() as home:
        served = serving(Settings(home=Path(home), seed=ROOT / "seed"))
        with served as address, browsing() as browser, visiting(browser, address, viewport=WINDOW) as visit:
            for name, (place, drawn) in PICTURES.items():
                page = visit.open(place)
                page.locator(drawn).wait_for()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    take()
