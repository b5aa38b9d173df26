"""The judged searches are enough, and what they name is there."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from app.packs.skills import SKILLS
from app.texts.lesson import anchor
from tests.conventions.sources import ROOT
from tests.search.judged import VARIANTS, read_judged

JUDGED = read_judged()
KINDS = {"exact", "synonym", "cross-language", "moment", "phrase", *VARIANTS}
RECORDS = {"project": "projects", "course": "courses", "organisation": "organisations"}


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(judged.kind for judged in JUDGED)
    assert len(JUDGED) >= 200
    assert set(kinds) == KINDS
    assert all(count >= 10 for count in kinds.values()), kinds
    assert len({judged.language for judged in JUDGED}) >= 10


def test_every_search_is_asked_once() -> None:
    asked = Counter((judged.ask, judged.reader) for judged in JUDGED)
    assert {ask: n for ask, n in asked.items() if n > 1} == {}


def test_every_answer_is_in_the_content() -> None:
    answers = {answer for judged in JUDGED for answer in judged.grades}
    assert {answer for answer in answers if not _is_there(answer)} == set()


def _is_there(answer: str) -> bool:
    kind, _, slug = answer.rpartition(":")
    if kind == "skill":
        return slug in SKILLS
    if kind in RECORDS:
        path = ROOT / RECORDS[kind] / slug
        return path.is_dir() or path.with_suffix(".toml").is_file()
    pack, _, place = slug.partition("/")
    folder = ROOT / "learning_packs" / pack
    if not (folder / "pack.toml").is_file():
        return False
    if kind == "clip":
        return _is_said(folder, *place.split("@"))
    return not place or _is_section(folder, *place.split("#"))


def _is_said(folder: Path, name: str, second: str) -> bool:
    captions = (folder / "media" / f"{name}.en.vtt").read_text()
    times = re.findall(r"00:(\d\d):(\d\d).\d+ --> 00:(\d\d):(\d\d)", captions)
    return any(
        int(m1) * 60 + int(s1) <= int(second) <= int(m2) * 60 + int(s2)
        for m1, s1, m2, s2 in times
    )


def _is_section(folder: Path, module: str, section: str = "") -> bool:
    for path in (folder / "modules").glob("*.md"):
        _, front, body = path.read_text().split("+++\n", 2)
        if tomllib.loads(front)["id"] == module:
            titles = re.findall(r"^##+ (.+)$", body, re.M)
            return not section or f"s-{section}" in map(anchor, titles)
    return False
