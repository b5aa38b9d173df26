"""units.json: the ids of a pack's units, so that catalogs fit on every installation."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.platform.ids import text_hash
from app.texts.service import RecordedUnit
from app.translation.catalogs import UnitCatalog


def with_wordings(
    recorded: Sequence[RecordedUnit], catalogs: Iterable[UnitCatalog], scope: str
) -> tuple[RecordedUnit, ...]:
    """Return the units with the wordings that catalogs still know.

    A text that was edited after its record was written can be told by them.
    """
    known = {
        (entry.context, text_hash(text)): text
        for catalog in catalogs
        for entry in catalog.entries
        if entry.context.startswith(f"{scope}/")
        for text in (entry.source, entry.previous)
    }
    return tuple(
        replace(unit, text=known.get((f"{scope}/{unit.id}", unit.text_hash), ""))
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
