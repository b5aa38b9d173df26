"""units.json: the ids of a pack's units, so that catalogs fit on every installation."""

import json
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from app.platform.ids import text_hash
from app.texts.linking import RecordedUnit
from app.translation.catalogs import UnitCatalog


def with_wordings(
    recorded: Sequence[RecordedUnit], catalogs: Iterable[UnitCatalog], scope: str
) -> tuple[RecordedUnit, ...]:
    """Return the units with the wordings that catalogs still know.

    A text that was edited after its record was written can be told by them. What
    a catalog shows with variables in it is nearly the wording, which is enough.
    """
    nearly: dict[str, str] = {}
    exactly: dict[tuple[str, str], str] = {}
    for catalog in catalogs:
        for entry in catalog.entries:
            for text in filter(None, (entry.source, entry.previous)):
                exactly[entry.context, text_hash(text)] = text
                nearly[entry.context] = text
    contexts = {unit.id: f"{scope}/{unit.id}" for unit in recorded}
    return tuple(
        replace(
            unit,
            text=exactly.get((contexts[unit.id], unit.text_hash))
            or nearly.get(contexts[unit.id], ""),
        )
        for unit in recorded
    )


def written_units(documents: Mapping[str, Sequence[RecordedUnit]]) -> str:
    """Return the file's text: one unit a line, so that a diff shows what changed."""
    parts = []
    for name, units in documents.items():
        lines = [
            "  " + json.dumps([unit.id, unit.kind, unit.text_hash]) for unit in units
        ]
        parts.append(f"{json.dumps(name)}: [\n" + ",\n".join(lines) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"
