"""The map, the chain and the tables, in a real browser against the seed."""

import re

from playwright.sync_api import expect

from tests.explorer.conftest import Visitor


def test_who_hosts_power_battery_cells(visit: Visitor) -> None:
    seen = visit()
    page = seen.open()
    page.get_by_role("link", name="Which parks host power-battery cells?").click()
    expect(page.get_by_role("heading", name="Which parks host Power battery cells?")).to_be_in_viewport()
    ranked = page.locator(".ranked")
    expect(ranked).to_have_count(14)
    first = ranked.first
    expect(first.get_by_role("heading")).to_contain_text("Yibin Lingang")
    expect(first).to_contain_text("Sichuan Province · stated directly · score 0.92")
    expect(first.locator(".makers li").first).to_contain_text(
        "Contemporary Amperex Technology Co., Limited operates in"
    )
    expect(first).to_contain_text("Caveat: The source places it in Yibin Sanjiang New Area")
    first.get_by_text("Why this rank").click()
    expect(first.locator(".reason", has_text="capacity")).to_contain_text("75 GWh/a")
    expect(page.get_by_role("heading", name="Companies active in the segment")).to_contain_text("25")
    seen.picture("hosts")
    first.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_contain_text("Yibin Lingang")
    assert seen.address in page.url
    assert "segment=segment:power-battery-cells" in page.url


def test_the_chain_is_drawn_and_listed_column_by_column(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?view=chain")
    expect(page.get_by_role("img", name=re.compile("Flow of the lithium battery chain: 48 segments"))).to_be_visible()
    expect(page.locator(".flow canvas")).to_be_visible()
    columns = page.locator(".stage-columns section")
    expect(columns).to_have_count(11)
    expect(columns.nth(0)).to_contain_text("Spodumene mining")
    expect(columns.nth(10)).to_contain_text("Battery recycling → Lithium carbonate")
    seen.picture("chain")
    columns.nth(4).get_by_role("link", name="Storage battery cells").click()
    expect(page.get_by_role("heading", name="Which parks host Storage battery cells?")).to_be_visible()
    page.get_by_role("combobox", name="Chain").select_option("hydrogen")
    expect(page.get_by_role("img", name=re.compile("hydrogen chain"))).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Which parks host Storage battery cells?")).to_be_visible()


def test_coverage_of_a_park_is_a_strip_that_can_be_read_without_colours(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?view=chain&cover=park:ordos-mengsu")
    strip = page.get_by_role("list", name="One cell per segment of the chain.")
    expect(strip.get_by_role("link")).to_have_count(29)
    expect(strip.get_by_role("link", name="Anode material: stated directly")).to_be_visible()
    expect(page.locator(".cover-place")).to_contain_text(
        "5 stated, 0 inferred, 2 one hop away, 22 not known, of 29 segments"
    )
    seen.picture("coverage")


def test_the_map_shows_the_parks_of_a_list_and_narrows_them(visit: Visitor) -> None:
    seen = visit()
    page = seen.open()
    page.get_by_role("link", name="Where are the parks of the national list?").click()
    points = page.locator(".points circle")
    expect(points).to_have_count(52)
    expect(page.get_by_text("Natural Earth 1:10m (public domain)")).to_be_visible()
    seen.picture("map")
    page.get_by_role("combobox", name="To be built by").select_option("2027")
    expect(points).to_have_count(6)
    page.get_by_role("combobox", name="To be built by").select_option("")
    segment = page.get_by_role("combobox", name="Hosts segment")
    segment.fill("LFP cathode")
    page.locator(".suggestions li").first.wait_for()
    segment.press("Enter")
    expect(points).to_have_count(5)
    company = page.get_by_role("combobox", name="Company")
    company.fill("CATL")
    page.locator(".suggestions li").first.wait_for()
    company.press("Enter")
    expect(points).to_have_count(2)
    page.locator("circle[data-id='park:xining-nanchuan']").click()
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_contain_text("南川工业园区")
    page.get_by_role("button", name="Clear filters", exact=True).click()
    expect(points).to_have_count(67)


def test_names_on_the_map_keep_clear_of_each_other(visit: Visitor) -> None:
    page = visit().open("?view=map")
    page.locator(".names text").first.wait_for()
    page.get_by_role("button", name="Zoom in").click()
    boxes = page.evaluate("""() => [...document.querySelectorAll(".names text")].map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return [left + 1, right - 1, (top + bottom) / 2];
    })""")
    assert len(boxes) > 15
    close = [(one, two) for one in boxes for two in boxes if one is not two and abs(one[2] - two[2]) < 10]
    assert all(one[1] <= two[0] or two[1] <= one[0] for one, two in close)


def test_a_table_sorts_filters_and_leads_to_its_files(visit: Visitor) -> None:
    seen = visit()
    page = seen.open("?view=table&table=companies")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(412)
    page.get_by_label("Filter rows").fill("catl")
    expect(page.locator("caption")).to_contain_text("of 412 rows")
    head = page.get_by_role("columnheader", name="Parks")
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(rows.first).to_contain_text("Contemporary Amperex Technology Co., Limited")
    expect(page).to_have_url(re.compile("sort=-parks.*q=catl|q=catl.*sort=-parks"))
    seen.picture("table")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert (
        download.value.path().read_bytes().startswith(b"id,") or b"company" in download.value.path().read_bytes()[:200]
    )
    page.get_by_text("GEXF", exact=True).first.click()
    gexf = page.locator(".menu-body a").first
    assert "/v1/exports/" in (gexf.get_attribute("href") or "")
    lite = page.get_by_role("link", name="Open in Gephi Lite")
    expect(lite).to_have_attribute("href", re.compile("^https://gephi.org/gephi-lite/"))
    page.reload()
    expect(rows.first).to_contain_text("Contemporary Amperex Technology Co., Limited")


def test_all_results_of_a_search_stand_in_a_table(visit: Visitor) -> None:
    page = visit().open()
    page.get_by_role("combobox", name="Search the graph").fill("蒙苏")
    page.get_by_role("option", name=re.compile("All results")).click()
    expect(page.locator("tbody tr").first).to_contain_text("Ordos Mengsu")
    expect(page.locator("tbody tr").first).to_contain_text("Park")


def test_every_table_has_rows(visit: Visitor) -> None:
    page = visit().open("?view=table")
    for table in page.get_by_role("combobox", name="Table").locator("option").all_inner_texts():
        page.get_by_role("combobox", name="Table").select_option(label=table)
        expect(page.locator("caption")).to_contain_text(re.compile(rf"^{table} · .*rows"))
        expect(page.locator("tbody tr").nth(1)).to_be_visible()
