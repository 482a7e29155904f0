"""Answers that are cut, late, or never come; older revisions; many nodes; paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from graphapi.model.changes import ChangeSet
from graphapi.settings import Settings
from tests.api.small import FIRST, NEWS, NOTICE, OLD_PARK, SECOND, edge, node
from tests.explorer.browser import serving
from tests.explorer.conftest import Visitor
from tests.explorer.test_journeys import positions

HUB = "park:hub"
MANY = 700
STAR = ChangeSet(
    (
        NOTICE,
        NEWS,
        node(HUB, "Hub park", status="unknown"),
        *(node(f"company:c{number}", f"Company {number}") for number in range(MANY)),
        *(edge("operates_in", f"company:c{number}", HUB) for number in range(MANY)),
    )
)


@pytest.fixture(scope="module")
def star(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A park with 700 companies, and a service that gives at most 600 nodes an answer."""
    settings = Settings(home=tmp_path_factory.mktemp("star"), max_results=600)
    with serving(settings, lambda ledger: ledger.apply(STAR, author="someone", message="star")) as found:
        yield found


def test_a_cut_answer_says_so_and_goes_on_up_to_the_ceiling_of_the_service(visit: Visitor, star: str) -> None:
    seen = visit(star)
    page = seen.open(f"?open={HUB}")
    counts = page.locator(".toolbar .counts")
    expect(counts).to_have_text("301 nodes, 300 edges")
    cut = page.locator(".notice.cut")
    expect(cut).to_contain_text("This answer is incomplete. It stopped at the limit on results")
    seen.picture("cut")
    page.get_by_role("button", name="Continue").click()
    expect(counts).to_have_text("601 nodes, 600 edges")
    expect(cut).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    page.locator(".canvas[data-still=yes]").wait_for(timeout=30_000)
    names = page.evaluate("async () => (await import('./explorer/js/main.js')).inspect().drawing.names().length")
    assert names > 10
    seen.picture("many")


def test_a_hub_is_drawn_alone_with_a_choice(visit: Visitor, star: str) -> None:
    page = visit(star).open()
    page.get_by_role("combobox", name="Search the graph").fill("Hub")
    page.locator(".suggestions li").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Hub park has at least 300 neighbours not shown yet")
    expect(page.locator(".toolbar .counts")).to_have_text("1 node, 0 edges")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_late_answer_is_told_while_it_is_awaited(visit: Visitor) -> None:
    seen = visit()
    held: list[Route] = []
    seen.page.route("**/v1/paths*", lambda route: held.append(route))
    with seen.page.expect_request("**/v1/paths*"):  # other answers may be late too, on a busy machine
        page = seen.open("?from=company:byd&to=city:xining")
    expect(page.locator("#busy")).to_have_text("This is taking longer than usual; still waiting.")
    held[0].continue_()
    expect(page.locator(".hops > li")).to_have_count(2)
    expect(page.locator("#busy")).to_be_hidden()


def test_a_service_that_does_not_answer_is_told_in_words_and_can_be_tried_again(visit: Visitor) -> None:
    seen = visit()
    seen.page.route("**/v1/paths*", lambda route: route.abort())
    page = seen.open("?from=company:byd&to=city:xining")
    expect(page.get_by_role("alert")).to_contain_text("The service is not responding.")
    page.unroute("**/v1/paths*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".hops > li")).to_have_count(2)
    assert all("ERR_FAILED" in one for one in seen.complaints)
    seen.complaints.clear()


def test_hovering_tells_an_edge_and_a_second_node_with_shift_asks_for_paths(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?open=energy:ordos-mengsu-closed-loop;park:ordos-mengsu~%3Coperates_in")
    page.locator(".canvas[data-still=yes]").wait_for()
    places = positions(seen)
    park, energy = places["park:ordos-mengsu"], places["energy:ordos-mengsu-closed-loop"]
    page.mouse.move((park[0] + energy[0]) / 2, (park[1] + energy[1]) / 2, steps=3)
    expect(page.locator(".tip")).to_contain_text("is powered by Closed loop of wind, solar, storage")
    page.mouse.click(*energy)
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_contain_text("Closed loop of wind")
    page.wait_for_timeout(300)
    page.keyboard.down("Shift")
    page.mouse.click(*positions(seen)["company:aesc"])
    page.keyboard.up("Shift")
    expect(page.locator(".story")).to_contain_text("to AESC Group Ltd.")
    expect(page.locator(".hops > li")).to_have_count(2)


def test_a_link_with_a_revision_shows_it_as_it_was(visit: Visitor, tmp_path: Path) -> None:
    def load(ledger: object) -> None:
        for number, changes in enumerate((FIRST, SECOND), 1):
            ledger.apply(changes, author="someone", message=str(number))  # type: ignore[attr-defined]

    with serving(Settings(home=tmp_path), load) as address:
        seen = visit(address)
        page = seen.open(f"revisions/1/?open={OLD_PARK}&sel={OLD_PARK}")
        expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_have_text("Old park")
        expect(page.locator("#past")).to_contain_text("You are viewing revision 1; the latest is 2.")
        page.get_by_role("link", name="View the latest").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page).to_have_url(re.compile(rf"^{address}/\?open={OLD_PARK}"))
        assert all("410" in one for one in seen.complaints)
        seen.complaints.clear()


def test_a_browser_without_webgl_gets_the_list_and_is_told_why(visit: Visitor) -> None:
    seen = visit()
    seen.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = seen.open("?open=park:ordos-mengsu~powered_by%3E")
    expect(page.get_by_role("alert")).to_contain_text("This browser does not support WebGL")
    expect(page.locator(".listing table").first.locator("tbody tr")).to_have_count(7)
    seen.complaints.clear()


def test_paper_gets_the_evidence_and_no_buttons(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?open=park:ordos-mengsu&listed=1&sel=park:ordos-mengsu")
    expect(page.locator(".sourced")).to_be_visible()
    page.emulate_media(media="print")
    for gone in ("#search", ".toolbar", ".actions", ".views"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".sourced")).to_be_visible()
    expect(page.locator(".listing table").first).to_be_visible()
    seen.picture("print")
