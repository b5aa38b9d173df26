"""Every test is part of a run of `make test`."""

from tests.conventions.sources import ROOT, listed

MARK = "mark." + "browser"


def test_what_drives_a_browser_is_in_the_folder_that_is_run_in_one() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if MARK in path.read_text() and ROOT / "tests/browser" not in path.parents
    ]

    assert not elsewhere, f"`make browser` never runs these:{listed(elsewhere)}"
