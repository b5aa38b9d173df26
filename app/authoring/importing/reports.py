"""The report of an import: what comes in, what is lost, what forbids it; as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from app.authoring.importing.looking import Arrival, Looked
from app.authoring.importing.remarks import SENTENCES, Lost, Remark, counted
from app.content.problems import Problem
from app.platform.i18n import gettext
from app.platform.limited import TookTooLong
from app.texts.blocks import BlockError, Quiz
from app.texts.rendering import lesson_within_limits

MOST_LISTED = 200


class ComingPack(Struct, frozen=True):
    """A pack that would come in; `languages` with the translations each brings."""

    slug: str
    title: str
    language: str
    modules: Sequence[str]
    words: int
    questions: int
    files: int
    sources: int
    licence: str
    languages: Mapping[str, int] = field(default_factory=dict)
    is_here: bool = False


class Loss(Struct, frozen=True):
    """One kind of thing that is lost; `remarks` are the first places of many."""

    sentence: str
    count: int
    remarks: Sequence[Remark]


class Report(Struct, frozen=True):
    """What bringing something in would do; `reason` is a message id when nothing."""

    kind: str = ""
    packs: Sequence[ComingPack] = ()
    lost: Mapping[str, int] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
    problems: Sequence[Problem] = ()
    reason: str = ""
    member: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it can come in."""
        return bool(self.packs) and not self.problems and not self.reason

    @property
    def losses(self) -> list["Loss"]:
        """What is lost, in the interface language, with how often and where."""
        return [
            Loss(
                gettext(SENTENCES[Lost(kind)]),
                count,
                [one for one in self.remarks if one.kind == kind],
            )
            for kind, count in sorted(self.lost.items())
        ]

    @property
    def titles(self) -> dict[str, str]:
        """The title of each pack, by the last part of its address."""
        return {pack.slug: pack.title for pack in self.packs}

    @property
    def why_not(self) -> str:
        """Why nothing of it can come in, in the interface language; or nothing."""
        return gettext(self.reason) if self.reason else ""

    def as_json(self) -> dict[str, Any]:
        """Return what a row keeps."""
        return asdict(self) | {
            "packs": [asdict(pack) for pack in self.packs],
            "problems": [problem.kept for problem in self.problems],
            "remarks": [remark.kept for remark in self.remarks],
        }


def report_of(looked: Looked) -> Report:
    """Return the report of what was looked through."""
    remarks = [*looked.remarks, *_about_known(looked.arrivals)]
    return Report(
        kind=looked.kind,
        packs=[_coming(arrival) for arrival in looked.arrivals],
        lost={kind.value: number for kind, number in counted(remarks).items()},
        remarks=remarks[:MOST_LISTED],
        problems=looked.problems[:MOST_LISTED],
    )


def read_report(kept: Mapping[str, Any]) -> Report:
    """Return a report from what a row keeps."""
    if not kept:
        return Report()
    parts = {
        "packs": [ComingPack(**one) for one in kept["packs"]],
        "remarks": [Remark.recalled(one) for one in kept["remarks"]],
        "problems": [Problem.recalled(one) for one in kept["problems"]],
    }
    return Report(**{**kept, **parts})


def _about_known(arrivals: Sequence[Arrival]) -> list[Remark]:
    return [
        Remark(f"{one.folder.slug}/pack.toml", 0, Lost.HERE)
        for one in arrivals
        if one.is_here
    ]


def _coming(arrival: Arrival) -> ComingPack:
    folder = arrival.folder
    return ComingPack(
        slug=folder.slug,
        title=folder.fields.title,
        language=folder.fields.source_language,
        modules=[module.fields.title for module in folder.modules],
        words=sum(len(module.body.split()) for module in folder.modules),
        questions=sum(_questions(module.body) for module in folder.modules),
        files=sum(len(group.fields.files) for group in folder.media),
        sources=len(folder.fields.sources),
        licence=folder.fields.licence,
        languages={c.language: len(c.entries) for c in folder.catalogs},
        is_here=arrival.is_here,
    )


def _questions(body: str) -> int:
    try:
        return len(lesson_within_limits(body).of_type(Quiz))
    except (BlockError, TookTooLong):
        # It is among the problems, with its place.
        return 0
