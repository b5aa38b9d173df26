"""The environment escapes everything and forgives nothing."""

import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError
from starlette.testclient import TestClient

from app.platform import i18n
from app.platform.languages import get_language
from app.web.paths import Paths, UnknownRoute
from app.web.templates import build_environment, lang_attributes


def test_every_value_is_escaped(site: TestClient) -> None:
    html = site.get("/en/raw", params={"text": "<script>alert(1)</script>'\""}).text

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#39;&#34;" in html


def test_a_missing_value_is_an_error_and_not_nothing() -> None:
    environment = build_environment(str)

    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody }}").render()


def test_names_in_a_translated_sentence_are_escaped() -> None:
    template = build_environment(str).from_string(
        "{% trans name=name %}Written by {{ name }}.{% endtrans %}"
    )

    with i18n.use_locale("en"):
        assert template.render(name="<b>") == "Written by &lt;b&gt;."


def test_markup_in_a_translation_is_shown_and_not_obeyed() -> None:
    template = build_environment(str).from_string("{{ _('Save') }}")

    with i18n.use_locale("x-xss"):
        text = template.render()

    assert "<" not in text
    assert "&lt;script&gt;" in text


def test_a_macro_can_stand_in_a_translated_sentence() -> None:
    template = build_environment(str).from_string(
        '{% from "components/inline.html" import link %}'
        '{% trans licence=link("/l", "CC <0>") %}Under {{ licence }}.{% endtrans %}'
    )

    assert template.render() == 'Under <a href="/l">CC &lt;0&gt;</a>.'


def test_plurals_follow_the_number() -> None:
    template = build_environment(str).from_string(
        "{% trans count=n %}{{ count }} pack{% pluralize %}{{ count }} packs"
        "{% endtrans %}"
    )

    assert [template.render(n=n) for n in (1, 3)] == ["1 pack", "3 packs"]


def test_a_percent_sign_in_a_sentence_is_only_a_percent_sign() -> None:
    template = build_environment(str).from_string(
        "{% trans n=n %}{{ n }}% done{% endtrans %} {% trans %}100% free{% endtrans %}"
    )

    assert template.render(n=7) == "7% done 100% free"


def test_sentences_on_two_lines_stay_two_sentences() -> None:
    template = build_environment(str).from_string(
        "{% trans %}One.{% endtrans %}\n  {% trans %}Two.{% endtrans %}"
    )

    assert template.render().split() == ["One.", "Two."]


def test_a_run_in_another_language_says_so() -> None:
    arabic, english = get_language("ar"), get_language("en")

    assert lang_attributes(arabic, english) == ' lang="ar" dir="rtl"'
    assert lang_attributes(english, english) == ""


def test_links_are_built_from_route_names() -> None:
    app = FastAPI()

    @app.get("/{lang}/packs/{slug}", name="packs.show")
    def show(lang: str, slug: str) -> str:
        return lang + slug

    paths = Paths(app)
    assert paths("packs.show", lang="en", slug="a b/ü") == "/en/packs/a%20b%2F%C3%BC"
    assert paths("packs.show", lang="en", slug="a", page=2, q=None) == (
        "/en/packs/a?page=2"
    )
    with pytest.raises(UnknownRoute):
        paths("packs.nothing")
    with pytest.raises(KeyError):
        paths("packs.show", lang="en")
