"""What people come for, done in a real browser against the seed."""

import re

from playwright.sync_api import Page, expect

from tests.explorer.browser import Visit
from tests.explorer.conftest import Visitor


def search(page: Page, words: str) -> None:
    """Types into the search, reached by its key, and takes the first suggestion."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator(".suggestions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_how_is_byd_connected_to_xining(visit: Visitor) -> None:
    seen = visit()
    page = seen.open()
    page.get_by_role("link", name="How is BYD connected to Xining?").click()
    story = page.locator(".story")
    expect(story.get_by_role("heading", level=2)).to_have_text("BYD Company Limited to Xining")
    hops = story.locator(".hops > li")
    expect(hops).to_have_count(2)
    expect(hops.nth(0)).to_contain_text("BYD Company Limited operates in")
    expect(hops.nth(0)).to_contain_text("青海日报")
    expect(hops.nth(1)).to_contain_text("lies in Xining (official).")
    expect(hops.nth(1).get_by_role("link", name="国家级零碳园区建设名单")).to_have_attribute(
        "href", re.compile("^https://www.ndrc.gov.cn/")
    )
    expect(page.locator(".toolbar .counts")).to_have_text("3 nodes, 2 edges")
    seen.picture("paths")
    page.get_by_role("combobox", name="Which paths").select_option("informative")
    expect(story.locator(".path")).to_have_count(5)
    page.go_back()
    expect(story.locator(".path")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_does_ordos_mengsu_use_for_power_and_who_says_so(visit: Visitor) -> None:
    seen = visit()
    page = seen.open()
    search(page, "Mengsu")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Ordos Mengsu (Mongsu) Economic Development Zone")
    powered = panel.locator("details", has_text="powered by")
    turbines = powered.locator("li", has_text="Six wind turbines")
    expect(turbines).to_contain_text("(reported, operating)")
    number = turbines.locator(".mark").inner_text()
    source = panel.locator(".sourced li").nth(int(number.strip("[]")) - 1)
    expect(source).to_contain_text("澎湃新闻")
    planned = powered.locator("li", has_text="within 150 km")
    expect(planned).to_contain_text("Caveat: Planned within 150 km of the park")
    expect(panel.get_by_text("Not disclosed", exact=True)).to_be_visible()
    conflict = panel.locator(".field-values", has_text="aesc phase 1")
    expect(conflict).to_contain_text("Sources differ")
    expect(conflict.locator(".value")).to_have_count(3)
    expect(conflict.locator(".value.shown")).to_contain_text("10.5 GWh/a")
    expect(page.locator(".toolbar .counts")).to_have_text("49 nodes, 63 edges")
    seen.picture("evidence")


def test_the_page_follows_a_chinese_browser_and_can_be_switched(visit: Visitor) -> None:
    seen = visit(locale="zh-CN")
    page = seen.open("?from=company:byd&to=city:xining")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("navigation")).to_contain_text("产业链")
    expect(page.locator(".hops > li").first).to_contain_text("比亚迪在青海西宁经济技术开发区南川工业园区有布局")
    expect(page.locator(".legend")).to_contain_text("园区")
    seen.picture("chinese")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".hops > li").first).to_contain_text("BYD Company Limited operates in")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_phone_shows_all_of_it_in_one_column(visit: Visitor) -> None:
    seen = visit(viewport={"width": 360, "height": 740}, has_touch=True)
    mengsu = "?open=park:ordos-mengsu"
    places = ("", f"{mengsu}&sel=park:ordos-mengsu", f"{mengsu}&listed=1", "?view=map", "?view=chain", "?view=table")
    for number, place in enumerate(places):
        page = seen.open(place)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        seen.picture(f"phone-{number}")


def positions(seen: Visit) -> dict[str, list[float]]:
    """Where each node of the drawing stands in the window."""
    found: dict[str, list[float]] = seen.page.evaluate("""async () => {
      const { graph, drawing } = (await import("./explorer/js/main.js")).inspect();
      const box = document.querySelector(".canvas").getBoundingClientRect();
      return Object.fromEntries(graph.nodes().map((id) => {
        const { x, y } = drawing.position(id);
        return [id, [box.left + x, box.top + y]];
      }));
    }""")
    return found


def test_a_double_click_expands_a_node_and_a_hub_offers_a_choice(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?open=energy:ordos-mengsu-closed-loop")
    expect(page.locator(".toolbar .counts")).to_have_text("2 nodes, 1 edge")
    page.locator(".canvas[data-still=yes]").wait_for()
    page.mouse.dblclick(*positions(seen)["park:ordos-mengsu"])
    choice = page.get_by_role("dialog")
    expect(choice).to_contain_text("Ordos Mengsu (Mongsu) Economic Development Zone has")
    seen.picture("choice")
    choice.get_by_role("button", name="→ powered by").click()
    expect(page.locator(".toolbar .counts")).to_have_text("7 nodes, 6 edges")
    expect(page).to_have_url(re.compile(r"park:ordos-mengsu~powered_by"))


def test_no_two_names_of_the_drawing_overlap(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?open=park:ordos-mengsu;company:catl;segment:power-battery-cells")
    page.locator(".canvas[data-still=yes]").wait_for()
    placed = page.evaluate("""async () => (await import("./explorer/js/main.js")).inspect().drawing.names()""")
    assert len(placed) > 20
    for index, one in enumerate(placed):
        for other in placed[index + 1 :]:
            apart = (
                one["right"] <= other["left"]
                or other["right"] <= one["left"]
                or one["bottom"] <= other["top"]
                or other["bottom"] <= one["top"]
            )
            assert apart, (one, other)
    seen.picture("graph")


def test_the_list_holds_what_the_drawing_shows(visit: Visitor) -> None:
    page = visit().open("?open=park:ordos-mengsu&listed=1")
    expect(page.locator(".listing table").nth(0).locator("tbody tr")).to_have_count(49)
    expect(page.locator(".listing table").nth(1).locator("tbody tr")).to_have_count(63)
    page.get_by_role("link", name="AESC Group Ltd.").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_have_text("AESC Group Ltd.")


def test_a_failure_is_told_in_words(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?open=park:nowhere-at-all")
    expect(page.get_by_role("alert")).to_contain_text("There is no such node in the graph.")
    assert any("404" in one for one in seen.complaints)
    seen.complaints.clear()


def test_show_the_request_gives_lines_for_a_shell(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?from=company:byd&to=city:xining")
    expect(page.locator(".hops > li")).to_have_count(2)
    page.get_by_role("button", name="Show the request").click()
    line = page.get_by_role("dialog").locator("pre").first
    expect(line).to_have_text(
        f"curl -s '{seen.address}/v1/paths?from=company:byd&to=city:xining&mode=shortest&provenance=ids'"
    )
