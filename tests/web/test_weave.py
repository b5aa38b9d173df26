"""The weave is small, the same for ever, and different for different packs."""

import re
from xml.etree import ElementTree

import pytest

from app.web.weave import PALETTES, STRUCTURES, palette, weave

SIZES = [(48, 48), (76, 76), (132, 132), (560, 72), (560, 14), (720, 320)]


@pytest.mark.parametrize("size", SIZES)
def test_a_weave_is_at_most_600_bytes(size: tuple[int, int]) -> None:
    sizes = [len(weave(skill, key, *size)) for skill in PALETTES for key in "abcdefgh"]

    assert max(sizes) <= 600


def test_the_same_pack_has_the_same_weave_for_ever() -> None:
    assert weave("proposal-writing", "k7m2x9", 48, 48) == weave(
        "proposal-writing", "k7m2x9", 48, 48
    )
    assert 'id="w' in weave("proposal-writing", "k7m2x9", 48, 48)
    assert "#233566" in weave("proposal-writing", "k7m2x9", 48, 48)


def test_packs_of_a_skill_are_woven_differently() -> None:
    shapes = {
        re.sub(r"w[0-9a-f]{6}", "", weave("x", str(n), 48, 48)) for n in range(60)
    }

    assert len(shapes) == len(STRUCTURES)


def test_ids_on_one_page_do_not_meet() -> None:
    ids = [
        re.findall(r'id="(\w+)"', weave(skill, key, *size, slot=slot))[0]
        for skill in PALETTES
        for key in ("a", "b")
        for size in SIZES
        for slot in ("", "2")
    ]

    assert len(set(ids)) == len(ids)


def test_it_is_well_formed_and_hidden_from_screen_readers() -> None:
    element = ElementTree.fromstring(weave('a"<b>', "'\"<", 48, 48))  # noqa: S314

    assert element.get("aria-hidden") == "true"
    assert element.get("style") is None


def test_an_unknown_skill_gets_its_own_yarn() -> None:
    assert palette("knot-tying") == palette("knot-tying")
    assert palette("knot-tying") not in PALETTES.values()


def test_a_run_of_threads_is_one_line() -> None:
    assert all(len(row) == 4 for rows in STRUCTURES for row in rows)
    assert all(len(rows) == 4 for rows in STRUCTURES)
