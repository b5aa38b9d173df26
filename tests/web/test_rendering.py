"""Our quicker way through templates writes what Jinja itself would write."""

import pytest
from jinja2 import (
    DictLoader,
    Environment,
    StrictUndefined,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from app.platform import i18n
from app.web.rendering import QuickEnvironment, written
from app.web.templates import build_environment

HOSTILE = "<i>&'\""
TEMPLATES = {
    "values": "{{ text }} {{ markup }} {{ number }} {{ none }} {{ like_markup }}",
    "one of two": "{{ text if yes else markup }}{{ text if no else markup }}",
    "constants": "{{ '<b>' if yes else '&' }}{{ '<b>' if no else '&' }}",
    "one or nothing": "a{{ text if yes }}b{{ text if no }}c{{ ' d' if yes }}e",
    "within each other": "{{ (text if no else '<') if yes else (markup if no) }}",
    "in an attribute": '<p{{ " class=x" if yes }} title="{{ text if yes }}">{{ text }}',
    "filtered": "{{ text|upper if yes }}{{ (text if yes)|length }}{{ markup|safe }}",
    "set": "{% set it = text if yes %}{{ it }}"
    "{% set it %}{{ text }}{% endset %}{{ it }}",
    "in a loop": "{% for n in [1, 2] %}{{ loop.index if loop.last }}"
    "{{ loop.cycle(text, markup) }}{{ n if n > 1 else '<' }}{% endfor %}",
    "macro": "{% macro shown(it, more='<') %}<b>{{ it if yes }}{{ more }}"
    "{{ caller(it) if caller is defined }}</b>{% endmacro %}{{ shown(text) }}"
    "{{ shown(it=markup, more=text) }}"
    "{% call(it) shown(text) %}{{ it }}{% endcall %}",
    "function": "{{ joined(text, end=markup) }}{{ text.upper() }}{{ seen() }}"
    "{% for yes in [0] %}{{ seen() }}{% endfor %}",
    "around": "{{ 'r' if yes }}{% block main %}{% endblock %}",
    "extending": "{% extends 'around' %}{{ 'lost' if nobody.at_all }}{% block main %}"
    "{{ text if yes }}{{ self.more() if no }}{% block more %}"
    "{{ '<' if no else markup }}{% endblock %}{% endblock %}",
    "including": "{% include 'one of two' %}{% from 'macro' import shown %}",
    "autoescaping": "{% autoescape false %}{{ text }}{% endautoescape %}{{ text }}",
}


class _LikeMarkup:
    def __html__(self) -> str:
        return "<u>"


@pass_context
def _seen(context: Context) -> str:
    return f"{context['yes']} & {context['no']}"


def _joined(text: str, *, end: str) -> str:
    return text + end


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_written_as_jinja_itself_does(name: str) -> None:
    kinds = (Environment, QuickEnvironment)
    plain, quick = [
        kind(loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
        for kind in kinds
    ]
    known = {
        "text": HOSTILE,
        "markup": Markup("<em>"),
        "number": 1.5,
        "none": None,
        "like_markup": _LikeMarkup(),
        "yes": True,
        "no": False,
        "seen": _seen,
        "joined": _joined,
    }
    for environment in (plain, quick):
        environment.globals |= known

    expected = plain.get_template(name).render()

    assert quick.get_template(name).render() == expected


def test_only_markup_is_written_as_it_is() -> None:
    class Text(str):
        """No markup, whatever it says."""

    given = (HOSTILE, Text(HOSTILE), Markup("<b>"), _LikeMarkup(), "plain", 7, None)

    assert [str(written(one)) for one in given] == [
        *["&lt;i&gt;&amp;&#39;&#34;"] * 2,
        *("<b>", "<u>", "plain", "7", "None"),
    ]


@pytest.mark.parametrize(
    "text", ["{{ nobody }}", "{{ nobody() }}", "{{ 1 if nobody.at_all }}", "{{ 1() }}"]
)
def test_what_is_not_there_is_an_error_still(text: str) -> None:
    template = build_environment(str).from_string(text)

    with pytest.raises((UndefinedError, TypeError)):
        template.render()


def test_messages_are_filled_with_escaped_values() -> None:
    template = build_environment(str).from_string(
        "{{ _('Save') }}, {{ gettext('100%%') }},"
        " {{ _('Written by %(name)s.', name=name) }}"
        "{% trans %}Save{% endtrans %}"
    )

    with i18n.use_locale("en"):
        english = template.render(name="<b>")
    with i18n.use_locale("fr"):
        french = template.render(name="<b>")

    assert english == "Save, 100%, Written by &lt;b&gt;.Save"
    assert french.startswith(str(i18n.catalog("fr").gettext("Save")) + ", 100%, ")
