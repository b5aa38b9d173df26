"""Every test is part of a run of `make test`, and browsers are as tests need them."""

import re

from tests.conventions.sources import ROOT, listed

MARK = "mark." + "browser"
HALF = re.compile(r"\$\(POSTGRESQL\) (tests/\S+)/$", re.MULTILINE)
PROFILE = re.compile(r"\.new_context\(|(chromium|browser)\.new_page\(")


def test_what_drives_a_browser_is_in_the_folder_that_is_run_in_one() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if MARK in path.read_text() and ROOT / "tests/browser" not in path.parents
    ]

    assert not elsewhere, f"`make browser` never runs these:{listed(elsewhere)}"


def test_every_test_on_postgresql_is_in_one_of_the_two_halves() -> None:
    """Named in the Makefile by the first letters of their folders."""
    makefile = (ROOT / "Makefile").read_text()
    halves = [set(ROOT.glob(found)) for found in HALF.findall(makefile)]
    all_tests = ROOT / "tests"
    found = (path.relative_to(all_tests) for path in all_tests.rglob("test_*.py"))
    folders = {all_tests / path.parts[0] for path in found}

    assert len(halves) == 2
    assert halves[0].isdisjoint(halves[1])
    assert folders <= halves[0] | halves[1]


def test_every_browser_profile_is_made_where_nothing_moves() -> None:
    place = ROOT / "tests/browser/watching.py"
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != place
        if PROFILE.search(path.read_text())
    ]

    assert not elsewhere, f"use profile() of {place.name} in:{listed(elsewhere)}"
