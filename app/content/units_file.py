"""units.json: the ids of a pack's units, so that catalogs fit on every installation."""

import json
from collections.abc import Mapping, Sequence

from app.texts.service import RecordedUnit


def written_units(documents: Mapping[str, Sequence[RecordedUnit]]) -> str:
    """Return the file's text: one unit a line, so that a diff shows what changed."""
    parts = []
    for name, units in documents.items():
        lines = [
            "  " + json.dumps([unit.id, unit.kind, unit.text_hash]) for unit in units
        ]
        parts.append(f"{json.dumps(name)}: [\n" + ",\n".join(lines) + "\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"
