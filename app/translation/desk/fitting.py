"""What readers get again because an edit of the original was taken back.

Somebody may have translated the edit meanwhile: that stays at the head and in the
history, and asks for no work.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace
from sqlmodel import Session

from app.translation.desk.marks import Place, mark_of
from app.translation.wordings import FittingAgain, Scope, fitting_again

# More units than this are found by their documents: fewer words for the database.
MANY = 200


def fitting(
    session: Session,
    document_ids: Sequence[int],
    language: str,
    version_ids: Sequence[int],
) -> dict[str, FittingAgain]:
    """Return what fits again of some units whose heads are outdated, by unit.

    `version_ids` are the wordings that these units have today.
    """
    if not version_ids:
        return {}
    named = version_ids if len(version_ids) <= MANY else None
    scope = Scope(document_ids, [language], named)
    return {one.wording.unit_id: one for one in fitting_again(session, scope)}


def again_at(place: Place, again: Mapping[str, FittingAgain]) -> Place:
    """Return a unit as it stands with what fits again."""
    found = again.get(place.unit_id)
    if found is None:
        return place
    mark = mark_of(found.wording.state, is_outdated=False)
    return replace(place, mark=mark, back_id=found.translation_id)
