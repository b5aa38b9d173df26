"""Finding something to translate: by languages and skills, the smallest first."""

from tests.translation.desk.people_at_work import BENCH, Translator, Workshop

HUB = "/en/translate"


def tasks(somebody: Translator) -> list[str]:
    """Return what the page lists."""
    found = somebody.page.all("ul", css="need")
    return [one.text for one in found[0] if one.tag == "li"] if found else []


def test_work_in_a_language_is_listed_smallest_first(ama: Translator) -> None:
    ama.open(f"{HUB}?to=fr")

    minutes = [int(line.split("about ")[1].split()[0]) for line in tasks(ama)]
    assert len(minutes) > 4
    assert minutes == sorted(minutes)


def test_each_line_leads_to_its_work(ama: Translator) -> None:
    ama.open(f"{HUB}?to=fr")
    first = ama.page.one("ul", css="need").all("a")[0]

    ama.open(first.attributes["href"])

    assert ama.numbers["To do"] > 0
    assert ama.page.all("textarea", id="text")


def test_what_changed_in_the_original_comes_first_of_equal_work(
    workshop: Workshop, ama: Translator
) -> None:
    ama.open(f"{BENCH}?show=all&part=m2")
    ama.press(text="Couper et joindre")
    workshop.folders.change(
        "learning_packs/build-a-bench/modules/02-cut.md",
        '"Cut and join"',
        '"Cut, then join"',
    )
    workshop.folders.load()

    ama.open(f"{HUB}?to=fr")

    assert "1 unit changed in the original" in tasks(ama)[0]


def test_reviews_are_for_those_who_may_judge(ama: Translator, bo: Translator) -> None:
    ama.open()
    ama.press(text="Un banc")

    ama.open(f"{HUB}?to=fr")
    bo.open(f"{HUB}?to=fr")

    assert "to read once more" not in ama.words
    assert "1 unit to read once more" in bo.words


def test_a_skill_comes_before_others(ama: Translator) -> None:
    ama.open(f"{HUB}?to=fr&skill=project-planning")

    assert "Build a" in tasks(ama)[0]
    assert "A bench for the school" in ama.words


def test_a_language_is_found_by_its_name(ama: Translator) -> None:
    ama.open(f"{HUB}?to=Frafra")

    assert tasks(ama)


def test_several_languages_of_a_name_are_offered(ama: Translator) -> None:
    ama.open(f"{HUB}?to=chin")

    assert "Which of these languages do you mean?" in ama.words


def test_an_unknown_language_is_said_in_words(ama: Translator) -> None:
    ama.open(f"{HUB}?to=qqqqq")

    assert "We do not know this language." in ama.words


def test_who_said_no_languages_is_asked_for_them(workshop: Workshop) -> None:
    visitor = workshop.visitor().open(HUB)

    assert "Say which languages you know" in visitor.words
    assert "Everybody can look." in visitor.words


def test_the_languages_of_the_settings_choose_the_work(ama: Translator) -> None:
    ama.browser.post("/en/me/settings/languages", change="add:sw")

    ama.open(HUB)

    assert "Kiswahili" in tasks(ama)[0]


def test_nothing_left_is_said_with_thanks(workshop: Workshop, ama: Translator) -> None:
    for name in ("courses", "learning_packs", "projects", "organisations"):
        workshop.folders.remove(name)
        (workshop.folders.root / name).mkdir()
    workshop.folders.load()

    ama.open(f"{HUB}?to=fr")

    assert "Nothing needs you in these languages" in ama.words
