"""Subtitles: cues beside the player with their times, and how fast they read."""

from app.translation.desk.clips import Heard, too_fast
from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

CUES = f"{BENCH}?show=all&part=captions-look"


def test_cues_stand_in_order_with_their_times_beside_the_player(
    ama: Translator,
) -> None:
    ama.open(f"{BENCH}/captions/look")

    ama.open(CUES)
    rows = ama.page.all("li", css="tu")
    times = [row.all("a")[1].text for row in rows]
    assert times == sorted(times)
    assert len(times) == len(rows) > 0
    assert ama.page.one("video", id="clip").attributes["preload"] == "none"


def test_cues_are_not_counted_among_the_units_of_the_pack(ama: Translator) -> None:
    ama.open(f"{BENCH}?show=all")
    units = ama.numbers["All"]

    ama.open(CUES)

    assert ama.numbers["All"] < units
    assert ama.page.all("nav", css="parts")[0].text.count("Subtitles: look") == 1


def test_a_translated_cue_is_kept_with_the_times_of_the_original(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open(CUES.replace("show=all", "show=todo"))
    while ama.page.all("textarea", id="text") and ama.numbers["To do"]:
        ama.press(text="Voir")

    source = workshop.folders.read("learning_packs/build-a-bench/media/look.en.vtt")
    lines = [line for line in source.splitlines() if "-->" in line]
    workshop.app.state.worker.run_due()
    captions = [
        path.read_text()
        for path in (workshop.folders.root.parent / "media").rglob("*.vtt")
    ]
    french = next(text for text in captions if "Voir" in text)
    assert [line for line in french.splitlines() if "-->" in line] == lines


def test_a_cue_too_long_for_its_time_is_warned_of_and_saved(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open(CUES)

    ama.press("check", text="Un texte beaucoup trop long pour si peu de temps. " * 5)
    assert "Too fast to read" in ama.words
    ama.press(text="Un texte un peu trop long pour si peu de temps, et voilà.")

    assert len(workshop.in_force()) == 1


def test_a_wide_sign_counts_as_two_letters() -> None:
    second = Heard(0, 1)

    assert too_fast("a" * 17, second) == []
    assert too_fast("a" * 18, second)
    assert too_fast("木" * 8, second) == []
    assert too_fast("木" * 9, second)
    assert too_fast("a" * 99, None) == []
