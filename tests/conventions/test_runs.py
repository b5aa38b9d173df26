"""Every test is part of a run of `make test`, and browsers are as tests need them."""

import re

from tests.conventions.sources import ROOT, listed

MARK = "mark." + "browser"
PROFILE = re.compile(r"\.new_context\(|(chromium|browser)\.new_page\(")


def test_what_drives_a_browser_is_in_the_folder_that_is_run_in_one() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if MARK in path.read_text() and ROOT / "tests/browser" not in path.parents
    ]

    assert not elsewhere, f"`make browser` never runs these:{listed(elsewhere)}"


def test_every_browser_profile_is_made_where_nothing_moves() -> None:
    place = ROOT / "tests/browser/watching.py"
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != place
        if PROFILE.search(path.read_text())
    ]

    assert not elsewhere, f"use profile() of {place.name} in:{listed(elsewhere)}"
