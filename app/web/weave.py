"""The weave: a small woven pattern in place of a cover photo, the same for ever.

The skill chooses the yarn, the pack's id the way it is woven.
"""

import hashlib
from functools import lru_cache

from markupsafe import Markup

CELL = 14
CELLS = 4
TILE = CELL * CELLS
THREAD = 9

Palette = tuple[str, str, str]

# Ground, warp, weft. Keys are the nine skill-sets of the Knowledge Transfer Initiative.
PALETTES: dict[str, Palette] = {
    "proposal-writing": ("#233566", "#6485d1", "#edb537"),
    "document-digitisation": ("#14493c", "#3a9c84", "#eadfb6"),
    "events-organisation": ("#5a2419", "#b9604e", "#f0d0c0"),
    "project-management": ("#353262", "#8279b8", "#d9d0e9"),
    "report-writing": ("#453217", "#b98d38", "#f5e2ab"),
    "community-management": ("#1d3a5f", "#88a3e8", "#2cb491"),
    "problem-solving": ("#27292d", "#8a9098", "#edb537"),
    "project-planning": ("#0f4a45", "#3aa08a", "#b6d4fb"),
    "audiovisual-documentation": ("#33254d", "#7f6aa8", "#e3bfae"),
}
_MORE_PALETTES: tuple[Palette, ...] = (
    ("#4a1f3d", "#a9608f", "#f3d9a4"),
    ("#20402a", "#6f9f5e", "#f0dfb8"),
    ("#173f56", "#5b9bbb", "#f2c9a1"),
)

_SVG = Markup(
    '<svg class="weave" width="{width}" height="{height}" aria-hidden="true">'
    '<pattern id="{identity}" width="{tile}" height="{tile}" '
    'patternUnits="userSpaceOnUse" patternTransform="scale({scale})">'
    '<path fill="{ground}" d="M0 0h{tile}v{tile}H0z"/>'
    '<path stroke="{warp}" stroke-width="9" d="{warps}"/>'
    '<path stroke="{weft}" stroke-width="9" d="{wefts}"/></pattern>'
    '<rect fill="url(#{identity})" width="100%" height="100%"/></svg>'
)

# Where the weft shows: a row of cells per line, X in front and . behind the warp.
STRUCTURES: tuple[tuple[str, ...], ...] = (
    ("X.X.", ".X.X", "X.X.", ".X.X"),
    ("XX..", ".XX.", "..XX", "X..X"),
    ("XX..", "XX..", "..XX", "..XX"),
    (".XX.", "X.XX", "XX.X", ".XX."),
    ("XXX.", "X.XX", "XXX.", "X.XX"),
    ("X..X", ".XX.", "X..X", ".XX."),
    ("XXX.", ".XXX", "X.XX", "XX.X"),
    ("X...", "..X.", ".X..", "...X"),
)


@lru_cache(maxsize=2_048)
def weave(skill: str, key: str, width: int, height: int, *, slot: str = "") -> Markup:
    """Return the pattern as SVG; `slot` keeps ids apart when a page shows it twice."""
    ground, warp, weft = palette(skill)
    structure = STRUCTURES[_pick(key or skill, len(STRUCTURES))]
    return _SVG.format(
        width=int(width),
        height=int(height),
        identity="w" + _digest(f"{skill}|{key}|{width}|{height}|{slot}")[:6],
        tile=TILE,
        scale=_scale(width, height),
        ground=ground,
        warp=warp,
        weft=weft,
        warps="".join(f"M{x} 0v{TILE}" for x in range(CELL // 2, TILE, CELL)),
        wefts=_wefts(structure),
    )


def woven(skill: str, key: str, side: int) -> tuple[Palette, list[bytes]]:
    """Return the same pattern in pixels: each row is numbers of its three colours."""
    structure = STRUCTURES[_pick(key or skill, len(STRUCTURES))]
    scale = float(_scale(side, side))
    places = [place / scale % TILE for place in range(side)]
    # Between the wefts of a row, and on each of them, all lines are alike.
    bare = bytes(_THREAD if _is_on_thread(x) else _GROUND for x in places)
    crossed = [
        bytes(
            _WEFT if _is_weft(row, x) else line
            for x, line in zip(places, bare, strict=True)
        )
        for row in structure
    ]
    rows = [crossed[int(y // CELL)] if _is_on_thread(y) else bare for y in places]
    return palette(skill), rows


_GROUND, _THREAD, _WEFT = range(3)


def _is_on_thread(place: float) -> bool:
    return abs(place % CELL - CELL // 2) < THREAD / 2


def _is_weft(row: str, place: float) -> bool:
    # It reaches a little beyond its cells, as the drawing does.
    cells = {int(near % TILE // CELL) for near in (place - 1, place, place + 1)}
    return any(row[cell] == "X" for cell in cells)


def _scale(width: int, height: int) -> str:
    """Choose how many threads fit: four in an icon, six in a cover, more beyond."""
    side = min(width, height)
    if width > 2 * height:
        threads = next(
            n for limit, n in ((20, 2), (120, 8), (9999, 14)) if side <= limit
        )
    else:
        threads = next(n for limit, n in ((64, 4), (96, 5), (9999, 6)) if side <= limit)
    return f"{side / threads / CELL:.3g}"


def palette(skill: str) -> Palette:
    """Return the yarn of a skill; skills we do not know get one by their name."""
    known = PALETTES.get(skill)
    return known or _MORE_PALETTES[_pick(skill, len(_MORE_PALETTES))]


def _wefts(structure: tuple[str, ...]) -> str:
    """Draw one line per run of cells, a little longer than the cells it covers."""
    path = ""
    for row, cells in enumerate(structure):
        y = row * CELL + CELL // 2
        column = 0
        while column < CELLS:
            run = len(cells[column:]) - len(cells[column:].lstrip("X"))
            if run:
                path += f"M{column * CELL - 1} {y}h{run * CELL + 2}"
            column += run or 1
    return path


def _pick(text: str, count: int) -> int:
    return int(_digest(text)[:8], 16) % count


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
