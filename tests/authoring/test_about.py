"""What a pack says of itself: written as a draft, published by somebody else."""

from fastapi import FastAPI

from app.accounts.roles import Role
from app.content.export import export_pack
from app.packs.queries import get_pack, modules_of
from tests.authoring.conftest import Writer, writer
from tests.reading.html_page import Element
from tests.reading.shelf import PACK, Shelf

HERE = f"/en/edit/{PACK}/about"
PAGE = f"/en/packs/{PACK}"
SUMMARY = "You plan one meeting, and it happens."


def fields(who: Writer, here: str = HERE) -> dict[str, str | list[str]]:
    """Return what the form of a pack holds."""
    (form,) = who.page(here).one("main").all("form", action=here)
    found: dict[str, str | list[str]] = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
        if one.attributes.get("type") != "checkbox"
    }
    boxes = form.all("input", type="checkbox")
    found["skills"] = [
        box.attributes["value"] for box in boxes if "checked" in box.attributes
    ]
    for area in form.all("textarea"):
        found[area.attributes["name"]] = "".join(map(str, area.children))
    for one in form.all("select"):
        found[one.attributes["name"]] = _chosen(one)
    return found


def _chosen(select: Element) -> str:
    options = select.all("option")
    chosen = [one for one in options if "selected" in one.attributes]
    return (chosen or options)[0].attributes["value"]


def change(who: Writer, **values: str | list[str]) -> int:
    """Change some fields; return the status of the answer."""
    answer = who.browser.client.post(HERE, data=fields(who) | values)
    return answer.status_code


def test_readers_get_what_another_person_published_and_the_export_has_it(
    shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    people = "Ama Mensah, trainer\nKofi"
    new = {"summary": SUMMARY, "authors": people, "level": "experienced"}
    new |= {"organisations": "wikimedia-ghana-user-group", "message": "Clearer"}

    assert change(ama, skills=["problem-solving", "scanning"], **new) == 303

    assert SUMMARY not in ama.browser.get(PAGE).text
    waiting = efua.browser.get("/en/review?show=packs").text
    assert f"/en/edit/{PACK}/about" in waiting
    assert "Clearer" in waiting
    assert ama.browser.post(f"{HERE}/publish").status_code == 403
    assert efua.browser.post(f"{HERE}/publish").status_code == 303
    seen = ama.browser.get(PAGE).text
    for words in (SUMMARY, "Ama Mensah", "trainer", "Wikimedia Ghana User Group"):
        assert words in seen
    assert "Ama" in ama.browser.get(f"{PAGE}/history").text
    assert PACK in ama.browser.get("/en/skills/scanning").text
    with shelf.app.state.database.open_session() as session:
        files = export_pack(session, shelf.app.state.storage, get_pack(session, PACK))
    assert 'skills = ["problem-solving", "scanning"]' in files["pack.toml"].decode()
    assert f"edit/{PACK}/about" in ama.browser.get("/en/me/notices").text


def test_nobody_publishes_alone_what_they_wrote(efua: Writer, app: FastAPI) -> None:
    assert change(efua, summary=SUMMARY) == 303

    assert efua.browser.post(f"{HERE}/publish").status_code == 403
    other = writer(app, "Kwame", Role.REVIEWER)
    assert other.browser.post(f"{HERE}/publish").status_code == 303


def test_what_was_not_touched_keeps_its_bytes(ama: Writer, efua: Writer) -> None:
    before = efua.browser.get(f"{PAGE}/history").text

    assert change(ama) == 303

    assert "What would change for readers" not in ama.browser.get(HERE).text
    assert efua.browser.post(f"{HERE}/publish").status_code == 303
    assert efua.browser.get(f"{PAGE}/history").text.count("<li") == before.count("<li")


def test_two_people_on_two_fields_are_put_together_and_on_one_both_are_shown(
    ama: Writer, kofi: Writer
) -> None:
    mine, theirs = fields(ama), fields(kofi)
    kofi.browser.client.post(HERE, data=theirs | {"title": "Meet once"})
    both = ama.browser.client.post(HERE, data=mine | {"level": "experienced"})
    assert both.status_code == 303
    assert fields(ama)["title"] == "Meet once"

    clash = ama.browser.client.post(HERE, data=mine | {"title": "Meet twice"})

    assert clash.status_code == 409
    assert "Meet once" in clash.text
    assert 'value="Meet twice"' in clash.text


def test_what_cannot_be_is_refused_and_stays_in_the_form(ama: Writer) -> None:
    wrong: dict[str, str | list[str]] = {
        "goals": "\n".join(f"goal {number}" for number in range(13)),
        "skills": ["juggling"],
        "organisations": "no-such-organisation",
        "projects": "no-such-project",
        "authors": " ",
        "title": "signs \x07",
    }
    for name, value in wrong.items():
        answer = ama.browser.client.post(HERE, data=fields(ama) | {name: value})
        assert answer.status_code == 422, name
        assert 'aria-invalid="true"' in answer.text, name
        assert f'href="#{name}"' in answer.text, name


def test_what_a_pack_said_before_is_taken_up_again(ama: Writer, efua: Writer) -> None:
    first = fields(ama)["summary"]
    change(ama, summary=SUMMARY)
    efua.browser.post(f"{HERE}/publish")
    version = ama.page(f"{PAGE}/history/1").one("main")
    actions = [form.attributes.get("action", "") for form in version.all("form")]

    (restore,) = [action for action in actions if "/restore/" in action]
    answer = ama.browser.post(restore)

    assert answer.headers["location"] == f"{HERE}?said=saved"
    assert fields(ama)["summary"] == first
    assert SUMMARY in ama.browser.get(PAGE).text
    assert efua.browser.post(f"{HERE}/publish").status_code == 303
    assert SUMMARY not in ama.browser.get(PAGE).text


def test_a_protected_pack_is_written_by_those_it_trusts(
    app: FastAPI, ama: Writer, efua: Writer
) -> None:
    trusted = writer(app, "Yaa", Role.TRUSTED)
    arrange, draft = f"/en/edit/{PACK}", f"/en/edit/{PACK}/1"
    form = ama.form()

    for level, may in (("trusted", True), ("reviewers", False)):
        set_to = efua.browser.post(f"{arrange}/policy", protection=level)
        assert set_to.status_code == 303
        assert ama.browser.get(draft).status_code == 403
        assert "protected" in ama.send(form).text
        assert ama.browser.post(f"{draft}/insert/table", do="more").status_code == 403
        assert ama.browser.get(HERE).status_code == 403
        assert ama.browser.get(f"/en/packs/{PACK}/1").status_code == 200
        assert (trusted.browser.get(draft).status_code == 200) is may
        live = trusted.browser.post(f"/live/{_document(app)}")
        assert live.status_code == 404
        assert "data-live" not in efua.browser.get(draft).text
    assert efua.browser.post(f"{arrange}/policy", protection="editors").status_code
    assert ama.browser.get(draft).status_code == 200


def test_a_pack_names_its_reviewers_and_others_do_not_publish(
    app: FastAPI, ama: Writer, efua: Writer
) -> None:
    kwame = writer(app, "Kwame", Role.REVIEWER)
    review = ama.ask_review("Plan with two numbers.", "Plan with three numbers.")
    arrange = f"/en/edit/{PACK}"
    refused = efua.browser.post(
        f"{arrange}/policy", protection="editors", reviewers="Kwame\nAma"
    )
    assert refused.status_code == 422
    assert "“Ama” is no reviewer" in refused.text

    named = efua.browser.post(
        f"{arrange}/policy", protection="editors", reviewers="Kwame"
    )

    assert named.status_code == 303
    assert efua.browser.post(f"{review}/publish").status_code == 403
    assert efua.browser.get(arrange).status_code == 403
    assert kwame.browser.post(f"{review}/publish").status_code == 303


def _document(app: FastAPI) -> int:
    with app.state.database.open_session() as session:
        return modules_of(session, get_pack(session, PACK).id or 0)[0].document_id
