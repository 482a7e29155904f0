"""A headless Chromium of the system, and pages that report what should never happen."""

import contextlib
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view, views
from graphapi.ledger.base import Ledger
from graphapi.settings import Settings

SCREENS = Path(__file__).parents[2] / "build" / "screens"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WEBGL_WITHOUT_A_CARD = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]


def chromium() -> str | None:
    """The path of the system's Chromium; nothing when there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=WEBGL_WITHOUT_A_CARD)
        yield browser
        browser.close()


@contextlib.contextmanager
def serving(settings: Settings, load: Callable[[Ledger], object] | None = None) -> Iterator[str]:
    """Address of the graph that `load` brings in, else of the seed, behind the server of production."""
    with contextlib.closing(open_ledger(settings)) as ledger:
        if load is None:
            ensure_loaded(ledger, settings)
        else:
            load(ledger)
        view, names_of = open_view(ledger), names(settings)
        with ThreadPoolExecutor(1) as aside:  # Playwright's loop runs in this thread
            aside.submit(names_of, view).result()  # made now: a search would wait, and a visitor does not for long
        with _listening(create_app(settings, ledger, view, view_at=views(ledger), names_of=names_of)) as address:
            yield address


@contextlib.contextmanager
def _listening(app: ASGIApp) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        limit = monotonic() + 10
        while not server.started and monotonic() < limit:
            sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@dataclass
class Visit:
    """A page under test and what it did that nobody should see."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, place: str = "") -> Page:
        """Goes to a place of the explorer and waits for its first words."""
        self.page.goto(f"{self.address}/{place}")
        self.page.locator("#stage > *").first.wait_for()
        return self.page

    def picture(self, name: str) -> None:
        """Keeps a screenshot."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png")


@contextlib.contextmanager
def visiting(browser: Browser, address: str, **options: Any) -> Iterator[Visit]:
    """A visit in a context of its own; `options` are Playwright's: locale, viewport, color_scheme ..."""
    settings = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
    context = browser.new_context(**settings | options)
    context.set_default_timeout(10_000)
    visit = Visit(context.new_page(), address)
    visit.page.on("console", lambda message: _note(visit, message.type, message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", lambda request: _follow(visit, request.url))
    yield visit
    context.close()


def _note(visit: Visit, kind: str, text: str) -> None:
    if kind in {"error", "warning"} and "GPU stall due to ReadPixels" not in text:
        visit.complaints.append(text)


def _follow(visit: Visit, url: str) -> None:
    if not url.startswith((visit.address, "data:")):
        visit.elsewhere.append(url)
