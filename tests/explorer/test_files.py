"""The files of the page: vendored ones are those of the manifest, scripts are whole, both languages have all words."""

import json
import re
from pathlib import Path

import pytest

from tests.explorer.vendoring import MANIFEST, VENDOR, checksum, folder_of

ROOM = VENDOR.parent
SCRIPTS = sorted((ROOM / "js").rglob("*.js"))


def test_vendored_files_are_those_of_the_manifest() -> None:
    packages = json.loads(MANIFEST.read_text("utf-8"))["packages"]
    listed = {
        f"{folder_of(package)}/{name}": one["checksum"]
        for package in packages
        for name, one in package["files"].items()
    }
    found = {
        path.relative_to(VENDOR).as_posix(): checksum(path.read_bytes()) for path in VENDOR.rglob("*") if path.is_file()
    }
    del found[MANIFEST.name]
    assert found == listed


def test_every_vendored_package_states_its_licence_and_the_checksum_of_its_archive() -> None:
    for package in json.loads(MANIFEST.read_text("utf-8"))["packages"]:
        assert package["license"]
        assert re.match(r"sha(256|512)-", package["integrity"])
        assert package["registry"] == "pypi" or any(name.startswith("LICENSE") for name in package["files"])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_a_script_imports_only_files_that_are_there(script: Path) -> None:
    text = script.read_text("utf-8")
    imports = re.findall(r'^import\b[^"\n]*"([^"]+)";|\bimport\("([^"]+)"\)', text, re.MULTILINE)
    imports = [static or dynamic for static, dynamic in imports]
    assert all(one.startswith(".") for one in imports)
    assert [one for one in imports if not (script.parent / one).resolve().is_file()] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_a_script_is_short_and_writes_no_markup(script: Path) -> None:
    text = script.read_text("utf-8")
    assert len(text.splitlines()) < 300
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"style", text
    )


def test_both_languages_have_the_same_words_and_the_same_blanks() -> None:
    tables = []
    for language in ("en", "zh"):
        text = (ROOM / "js" / f"words-{language}.js").read_text("utf-8")
        tables.append(dict(re.findall(r'^  "([\w.-]+)": "(.*)",$', text, re.MULTILINE)))
    english, chinese = tables
    assert english.keys() == chinese.keys()
    assert len(english) > 200
    blanks = [{key: set(re.findall(r"\{\w+\}", text)) for key, text in table.items()} for table in tables]
    assert blanks[0] == blanks[1]


def test_every_word_that_a_script_says_is_in_the_tables() -> None:
    english = (ROOM / "js" / "words-en.js").read_text("utf-8")
    for script in SCRIPTS:
        for key in re.findall(r'\bt\("([\w.-]+)"', script.read_text("utf-8")):
            assert f'  "{key}":' in english, f"{script.name} says {key}"
