"""The modules that touch no document, asked inside the browser that runs them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.explorer.browser import visiting


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose modules can be asked."""
    with visiting(browser, address) as seen:
        yield seen.open()


def asked(page: Page, module: str, call: str, given: Any = None) -> Any:
    """The value of an expression over a module `m` and what is given as `x`."""
    return page.evaluate(
        f"async (x) => {{ const m = await import('./explorer/js/{module}.js'); return {call}; }}", given
    )


@pytest.mark.parametrize(
    "place",
    [
        "?open=park:a;company:b~%3Coperates_in,hosts%3E&sel=park:a&hide=city,province",
        "?view=map&list=list:national-batch-1&year=2027",
        "?view=table&table=companies&sort=-parks&q=%E5%AE%81%E5%BE%B7%20a%26b",
        "?view=chain&segment=segment:lfp-cathode&cover=park:a&chain=wind&lang=zh",
        "?from=company:byd&to=city:xining&mode=informative",
    ],
)
def test_an_address_that_is_read_and_written_again_says_the_same(page: Page, place: str) -> None:
    written = asked(page, "route", "m.format(m.parse(x))", place)
    assert asked(page, "route", "m.parse(x)", written) == asked(page, "route", "m.parse(x)", place)
    assert asked(page, "route", "m.format(m.parse(x))", written) == written
    assert len(written) > 10


def test_what_an_address_may_not_say_is_left_out(page: Page) -> None:
    hostile = "?sel=%3Cscript%3E&open=park:../..;x;park:a~(alert)&view=nothing&table=%22&from=javascript:alert(1)"
    place = asked(page, "route", "m.parse(x)", hostile)
    assert (place["sel"], place["view"], place["table"], place["from"]) == ("", "graph", "", "")
    assert place["open"] == [{"id": "park:a", "rel": ""}]


def test_a_request_is_quoted_for_a_shell(page: Page) -> None:
    asked_for = {"method": "POST", "path": "v1/screen", "body": {"q": "it's $HOME"}}
    line = asked(page, "requests", "m.curl(x)", asked_for)
    assert line.endswith("""-d '{"q":"it'\\''s $HOME"}'""")


def test_what_is_not_known_stands_last_in_either_order(page: Page) -> None:
    call = "['n', '-n'].map((sort) => m.sorted(x, [{ key: 'n', value: (one) => one }], sort))"
    assert asked(page, "table/rows", call, [10, None, 2, 33]) == [[2, 10, 33, None], [33, 10, 2, None]]


def test_a_column_turns_upwards_then_downwards_then_back(page: Page) -> None:
    assert asked(page, "table/rows", "['', 'a', '-a', 'b'].map((sort) => m.turned(sort, 'a'))") == ["a", "-a", "", "a"]


def test_a_name_is_shortened_by_its_width(page: Page) -> None:
    call = "x.map((text) => m.shortened(text, 8))"
    assert asked(page, "graph/labels", call, ["12345678", "123456789", "一二三四", "一二三四五"]) == [
        "12345678",
        "12345678…",
        "一二三四",
        "一二三四…",
    ]


def test_the_weightier_of_two_names_in_one_place_is_written(page: Page) -> None:
    same = {"x": 50, "y": 8, "radius": 2, "width": 90}
    candidates = [
        same | {"id": "light", "text": "light", "weight": 1},
        same | {"id": "heavy", "text": "heavy", "weight": 2},
    ]
    call = "m.placeLabels(x, { width: 150, height: 16 }).map((one) => one.id)"
    assert asked(page, "graph/labels", call, candidates) == ["heavy"]


def test_a_line_is_meant_within_its_reach_alone(page: Page) -> None:
    call = "x.map((y) => m.nearestLine({ x: 5, y }, [{ id: 'a', from: { x: 0, y: 0 }, to: { x: 10, y: 0 } }]))"
    assert asked(page, "graph/nearest", call, [0, 5.9, 6, 40]) == ["a", "a", "", ""]


def test_letters_on_any_colour_can_be_read(page: Page) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    colours = [
        kind["colour"] for kind in page.evaluate("async () => (await fetch('v1/schema')).json()")["nodes"].values()
    ]
    for colour, letter in zip(colours, asked(page, "graph/colours", "x.map(m.onTop)", colours), strict=True):
        dark, light = sorted((luminance(colour), luminance(letter)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
