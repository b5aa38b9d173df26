"""Sample values for the style guide: every component in every state.

Nothing here is a statement about a real project; the page says so.
"""

from typing import Any

from markupsafe import Markup

from app.home.styleguide.words import WORDS
from app.platform.languages import Language, get_language
from app.reading.media_view import Track
from app.reading.slides_view import Deck, Picture, Slide
from app.web.forms import Bound
from app.web.pagination import Pager
from app.web.weave import PALETTES

QUESTION = "Which sentence helps a stranger most?"
HERE = "#"


def samples(content: Language) -> dict[str, Any]:
    """Return what the style guide shows."""
    return {
        "words": WORDS,
        "palettes": tuple(PALETTES),
        "packs": [
            *(_pack(skill, key) for skill, key in _PACKS),
            _pack("document-digitisation", "d") | {"language": get_language("ha")},
        ],
        "stations": _stations(),
        "lineage_stations": _lineage(),
        "question": _question,
        "clip": _clip(content),
        "cues": _cues(),
        "deck": _deck(content),
        "bars": _bars(),
        "form_empty": Bound(None, raw={"level": ["beginner"], "save": ["1"]}),
        "form_wrong": Bound(
            None,
            {"title": "This is needed.", "kind": "Choose one of the answers shown."},
            {"title": [""], "about": ["What I wrote is still here."]},
        ),
        "pager": Pager(2, 10, 38),
        "checklist_sample": {
            "id": "check-sample",
            "title": "Before you start",
            "action": "",
            "fragment": "",
            "entries": [
                {"value": "a", "text": "A table and two chairs", "checked": True},
                {"value": "b", "text": "Consent forms, printed", "checked": False},
            ],
        },
        "continue_sample": {
            "skill": "proposal-writing",
            "key": "sample",
            "title": "A pack with a title of ordinary length",
            "pack_href": HERE,
            "href": HERE,
            "line": "Module 3 of 5 · Build a budget",
            "left": "about 18 min left",
            "done": 2,
            "total": 5,
        },
    }


_PACKS = (
    ("document-digitisation", "a"),
    ("audiovisual-documentation", "b"),
    ("events-organisation", "c"),
)


def _pack(skill: str, key: str) -> dict[str, Any]:
    facts = [("clock", "1 h 40 min"), ("activity", "Beginner")]
    return {
        "href": HERE,
        "title": "A title that names an action",
        "skill": skill,
        "key": key,
        "built_from": "a sample project",
        "cover": None,
        "facts": [*facts, ("language", "9 languages"), ("data", "380 kB")],
        "language": None,
    }


def _stations() -> list[dict[str, Any]]:
    facts = [("clock", "20 min"), ("document", "Text")]
    titles = ("Start from the problem", "Show who benefits", "Build a budget")
    states = ("done", "now", "")
    return [
        {"href": HERE, "title": title, "state": state, "facts": facts}
        for title, state in zip(titles, states, strict=True)
    ]


def _lineage() -> list[dict[str, Any]]:
    rows = (
        ("A project", "Finished in its own year", HERE, False),
        ("Its report", "On Meta-Wiki", HERE, False),
        ("This pack", "Written from it", None, True),
        ("Translations", "In some languages", HERE, False),
    )
    keys = ("title", "text", "href", "here")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _question(kind: str, state: str) -> dict[str, Any]:
    answers = ("It names the activity.", "It is true of every project.", "It is short.")
    marks = ("right", "", "") if state == "right" else ("", "wrong", "")
    chosen = {"right": 0, "wrong": 1}.get(state)
    feedback = {
        "right": state == "right",
        "title": "Yes, that one." if state == "right" else "Not this one.",
        "text": "It ties the money to an activity, and a number can be checked.",
    }
    return {
        "id": f"q-{kind}-{state or 'rest'}",
        "kind": kind,
        "number": 1,
        "total": 3,
        "text": QUESTION,
        "action": "",
        "fragment": "",
        "value": "",
        "answers": [
            {
                "value": str(place),
                "text": text,
                "checked": place == chosen,
                "mark": marks[place] if state else "",
            }
            for place, text in enumerate(answers)
        ],
        "feedback": feedback if state else None,
        "is_answered": bool(state),
        "next_href": HERE,
    }


def _choice(content_type: str, text: str) -> dict[str, str]:
    kind = content_type.partition("/")[0]
    return {"kind": kind, "href": HERE, "type": content_type, "text": text}


def _clip(content: Language) -> dict[str, Any]:
    return {
        "kind": "video",
        "title": "A film shows its length and weight before the tap",
        "skill": "proposal-writing",
        "key": "clip",
        "choices": [
            _choice("video/webm", "Play, 4 min · 9 MB"),
            _choice("audio/ogg", "Sound only · 0.8 MB"),
        ],
        "captions": [],
        "transcript": "tr",
        "head": {
            "id": "tr",
            "note": "English, reviewed",
            "languages": [{"href": HERE, "language": get_language("ha")}],
        },
        "language": content,
    }


def _deck(content: Language) -> Deck:
    picture = Picture(HERE, 1280, 720, 48_000, "", HERE, 18_000)
    lines = (("Photograph the back too",), ("Write the date", "in pencil"))
    return Deck(
        id="deck-sample",
        title="Slides show their number and weight before the tap",
        language=None,
        skill="proposal-writing",
        author="Ama",
        licence="CC-BY-SA-4.0",
        note="",
        source="",
        slides=tuple(
            Slide(number, f"deck-sample-{number}", HERE, picture, words)
            for number, words in enumerate(lines, 1)
        ),
        track=Track(HERE, content, content.autonym, is_machine=False),
        look="Look at the slides · 2 slides · 36 kB",
        keep="PDF · 240 kB",
        file=HERE,
    )


def _cues() -> list[dict[str, Any]]:
    lines = ("I read every budget first.", "What does this line let you do?")
    return [
        {"id": "", "start": place * 7, "text": text, "href": HERE}
        for place, text in enumerate(lines)
    ]


def _bars() -> list[dict[str, Any]]:
    rows = (("en", 100, 0, 0, "original"), ("ha", 71, 18, 3, "89%"))
    more = (("ar", 80, 8, 4, "88%"), ("bn", 12, 29, 0, "41%"))
    return [
        {
            "language": get_language(code),
            "href": HERE,
            "current": code == "en",
            "bar": {"reviewed": rev, "translated": tra, "outdated": out},
            "note": Markup.escape(note),
        }
        for code, rev, tra, out, note in (*rows, *more)
    ]
