"""Every test is part of a run of `make test`, and browsers are as tests need them."""

import re
from fnmatch import fnmatch

from tests.conventions.sources import ROOT, listed

MARK = "mark." + "browser"
HALF = re.compile(r"\$\(POSTGRESQL\) --ignore-glob '(tests/\S+)'$", re.MULTILINE)
PROFILE = re.compile(r"\.new_context\(|(chromium|browser)\.new_page\(")


def test_what_drives_a_browser_is_in_the_folder_that_is_run_in_one() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if MARK in path.read_text() and ROOT / "tests/browser" not in path.parents
    ]

    assert not elsewhere, f"`make browser` never runs these:{listed(elsewhere)}"


def test_every_test_on_postgresql_is_in_one_of_the_two_halves() -> None:
    """Each leaves out, in the Makefile, folders with other first letters."""
    makefile = (ROOT / "Makefile").read_text()
    left_out = [str(ROOT / one) for one in HALF.findall(makefile)]
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    wrong = [
        str(path.relative_to(ROOT))
        for path in tests
        if sum(fnmatch(str(path), one) for one in left_out) != 1
    ]

    assert len(left_out) == 2
    assert not wrong, f"not in one half:{listed(wrong)}"


def test_every_browser_profile_is_made_where_nothing_moves() -> None:
    place = ROOT / "tests/browser/watching.py"
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != place
        if PROFILE.search(path.read_text())
    ]

    assert not elsewhere, f"use profile() of {place.name} in:{listed(elsewhere)}"
