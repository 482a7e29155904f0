"""For everyone: rules of accessibility, dark and light, keyboard, a prefix, and names that try to be markup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graphapi.settings import Settings
from tests.explorer.browser import serving
from tests.explorer.conftest import Visitor
from tests.explorer.hostile import HOSTILE, NAME

SCREENS = {
    "start": "",
    "evidence": "?open=park:ordos-mengsu~powered_by%3E&sel=park:ordos-mengsu",
    "list": "?open=park:ordos-mengsu~powered_by%3E&listed=1&sel=powered_by:feae6db6f13d",
    "paths": "?from=company:byd&to=city:xining",
    "map": "?view=map",
    "chain": "?view=chain&cover=park:ordos-mengsu&segment=segment:anode-material",
    "table": "?view=table&table=coverage&sort=-score",
}


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def breaches(page: Page, axe: str, rules: list[str]) -> list[str]:
    """What breaks the rules, as the rule, how bad, and where."""
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run(document, { runOnly: rules })", rules)
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_keeps_the_rules_of_accessibility_in_light_and_dark(visit: Visitor, axe: str, screen: str) -> None:
    seen = visit(color_scheme="light")
    page = seen.open(SCREENS[screen])
    page.wait_for_load_state("networkidle")
    seen.picture(f"{screen}-light")
    assert breaches(page, axe, RULES) == []
    page.emulate_media(color_scheme="dark")
    seen.picture(f"{screen}-dark")
    assert breaches(page, axe, ["color-contrast"]) == []


def test_the_keyboard_alone_reaches_a_node_and_leaves_it(visit: Visitor) -> None:
    page = visit().open()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search the graph")
    expect(field).to_be_focused()
    page.keyboard.type("Yichun Ec")
    expect(page.get_by_role("option").first).to_contain_text("Yichun Economic")
    page.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert chosen
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_contain_text("Yichun Economic")


def test_the_theme_can_be_chosen_and_is_kept(visit: Visitor) -> None:
    page = visit(color_scheme="light").open()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Colours: system").click()
    page.get_by_role("button", name="Colours: light").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    assert page.evaluate(ground) != light
    page.reload()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[str]:
    """A graph whose names and addresses try to run as scripts, served below a prefix."""
    settings = Settings(home=tmp_path, root_path="/graph")
    with serving(settings, lambda ledger: ledger.apply(HOSTILE, author="someone", message="hostile")) as found:
        yield f"{found}/graph"


def test_names_that_try_to_be_markup_stay_text_and_a_prefix_changes_nothing(visit: Visitor, hostile: str) -> None:
    seen = visit(hostile)
    page = seen.open("?open=park:evil&sel=park:evil")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text(NAME)
    expect(panel).to_contain_text(f"{NAME} operates in {NAME}")
    assert panel.locator("a[href^='javascript' i]").count() == 0
    assert page.locator("img, b, script:not([src])").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("img src")
    expect(page.get_by_role("option").first).to_contain_text(NAME)
    for view in ("map", "table", "chain", "graph&listed=1&open=park:evil&sel=company:evil"):
        expect(seen.open(f"?view={view}").locator("#stage")).to_contain_text(NAME if view != "chain" else "Chain")
        assert page.locator("#stage img, #stage b, script:not([src])").count() == 0
    assert page.evaluate("window.harmed") is None


def test_a_park_without_coordinates_is_not_placed_but_listed(visit: Visitor, hostile: str) -> None:
    page = visit(hostile).open("?view=map")
    missing = page.locator(".map-list section", has_text="Not on the map: coordinates unknown")
    expect(missing.get_by_role("link")).to_have_text(NAME)
    expect(page.locator(".points circle")).to_have_count(0)
