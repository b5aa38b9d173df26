"""Sample hits, filters and suggestions for the style guide, in every state."""

from types import SimpleNamespace as Sample
from typing import Any, NamedTuple

from markupsafe import Markup

from app.platform.languages import Language, get_language

HERE = "#search"


def search_samples() -> dict[str, Any]:
    """Return what the style guide shows of the search page."""
    pack, elsewhere = _pack(), _elsewhere()
    asking = {"ask": HERE, "translate": HERE, "people": 7}
    return {
        "changed": _changed(),
        "hits": [
            (pack, None),
            (_video(), None),
            (_tutorial(), None),
            (elsewhere, asking),
            *((_plain(kind), None) for kind in _PLAIN),
        ],
        "facet": _facet(),
        "segments": [
            {"value": "", "label": "Any", "is_chosen": True},
            {"value": "15", "label": "15 min", "is_chosen": False},
        ],
        "suggestions": [
            Sample(kind="pack", href=HERE, title=_words("Write it down"), context=""),
            Sample(
                kind="module",
                href=HERE,
                title=_words("Build a <mark>bud</mark>get"),
                context="Write it down",
            ),
            Sample(kind="skill", href=HERE, title=_words("مهارة", "ar"), context=""),
        ],
    }


_PLAIN = ("worksheet", "project", "course", "organisation", "skill")


class _Words(NamedTuple):
    html: Markup
    language: Language


def _words(text: str, language: str = "en") -> _Words:
    return _Words(_marked(text), get_language(language))


def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - our own samples


def _card(kind: str, title: _Words, **more: Any) -> Sample:
    card = Sample(
        entity=f"{kind}:sample",
        kind=kind,
        href=HERE,
        title=title,
        snippet=None,
        also_title=None,
        is_tutorial=False,
        is_deck=False,
        key=str(title.html),
        looks=(kind, title.html),
        facts=(kind, title.html),
        skill="proposal-writing",
        minutes=0,
        level="",
        bytes=0,
        built_from=None,
        languages=(),
        missing=None,
        is_reviewed=False,
        parent=None,
        sections=(),
        clips=(),
    )
    card.__dict__.update(more)
    # As many as a hit names; the others are counted.
    card.named = card.languages[:3]
    return card


def _pack() -> Sample:
    section = Sample(
        href=HERE,
        number=3,
        title=_words("Build a <mark>budget</mark> a stranger can follow"),
        snippet=_words("…every line of a <mark>budget</mark> names an activity…"),
    )
    return _card(
        "pack",
        _words("A title that names an action and a <mark>budget</mark>"),
        snippet=_words(
            "What a reader can do afterwards, with its <mark>budget</mark>."
        ),
        minutes=125,
        level="Beginner",
        bytes=480_000,
        built_from=(HERE, "a sample project"),
        languages=_states(("en", 100), ("ha", 89), ("ar", 40), ("fr", 100)),
        sections=(section,),
        clips=(_clip("audio", 1),),
    )


def _video() -> Sample:
    return _card(
        "video", _words("A film"), level="Beginner", clips=(_clip("video", 3),)
    )


def _tutorial() -> Sample:
    return _card(
        "module",
        _words("Kasafin kuɗi", "ha"),
        is_tutorial=True,
        is_reviewed=True,
        also_title=_words("A <mark>budget</mark> on one page"),
        minutes=12,
        bytes=22_000,
        parent=(HERE, _words("A pack it is part of")),
    )


def _elsewhere() -> Sample:
    return _card(
        "pack",
        _words("Presupuestos", "es"),
        missing=get_language("ha"),
        languages=_states(("es", 100)),
    )


def _plain(kind: str) -> Sample:
    return _card(kind, _words(f"A {kind}"), snippet=_words("What it is about."))


def _states(*percents: tuple[str, int]) -> tuple[Sample, ...]:
    return tuple(
        Sample(language=get_language(code), percent=percent)
        for code, percent in percents
    )


def _clip(kind: str, count: int) -> Sample:
    return Sample(
        entity=f"{kind}:sample",
        kind=kind,
        title=_words("What was recorded"),
        href=HERE,
        duration=1122,
        spoken=get_language("en"),
        is_deck=False,
        caption_languages=(get_language("en"), get_language("ar")),
        bytes_by_choice=(("transcript", 9_000), ("audio", 3_000_000)),
        moments=tuple(_moment(372 + 208 * place) for place in range(count)),
    )


def _moment(seconds: int) -> Sample:
    lines = ("They read it and nod.", "Then comes the <mark>budget</mark>.", "A pause.")
    return Sample(
        href=HERE,
        read_href=HERE,
        seconds=seconds,
        language=get_language("en"),
        cues=tuple(
            Sample(
                seconds=seconds - 5 + 5 * place, text=_marked(text), is_match=place == 1
            )
            for place, text in enumerate(lines)
        ),
    )


def _facet() -> Sample:
    rows = (
        ("Proposal writing", 21, True, 0),
        ("Budgets", 8, False, 1),
        ("Reports", 0, False, 0),
    )
    values = [
        Sample(
            value=f"v{n}",
            label=label,
            count=count,
            is_chosen=on,
            depth=depth,
            language=None,
        )
        for n, (label, count, on, depth) in enumerate(rows)
    ]
    return Sample(name="sample", title="Skill", values=values, hidden=5)


def _changed() -> list[Sample]:
    spans = (
        ("Ask for the hall ", ""),
        ("a week", "gone"),
        ("a month", "new"),
        (" ahead.", ""),
    )
    return [Sample(text=text, mark=mark) for text, mark in spans]
