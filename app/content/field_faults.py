"""What is wrong with a field of a content file, in words."""

from pydantic_core import ErrorDetails

from app.platform.i18n import N_
from app.platform.told import Told

IN_FIELD = N_("%(field)s: %(reason)s")
OTHERWISE = N_("this is not written as it should be")
# By pydantic's names for them; what is in its context fills the placeholders.
REASONS = {
    "missing": N_("this is missing"),
    "extra_forbidden": N_("there is no field of this name"),
    "string_too_short": N_("this is too short"),
    "too_short": N_("this is too short"),
    "string_too_long": N_("this may have at most %(max_length)s characters"),
    "too_long": N_("there may be at most %(max_length)s"),
    "greater_than_equal": N_("this must be %(ge)s or more"),
    "less_than_equal": N_("this must be %(le)s or less"),
    "literal_error": N_("this must be one of %(expected)s"),
    "enum": N_("this must be one of %(expected)s"),
}


def field_fault(item: ErrorDetails) -> Told:
    """Return what pydantic found: the field, and the reason."""
    where = ".".join(str(part) for part in item["loc"])
    reason = _reason(item)
    return Told(IN_FIELD, field=where, reason=reason) if where else reason


def _reason(item: ErrorDetails) -> Told:
    context = item.get("ctx", {})
    if item["type"] == "value_error":
        # Raised by a validator of ours.
        said = context["error"].args[0]
        return said if isinstance(said, Told) else Told("%(said)s", said=said)
    return Told(REASONS.get(item["type"], OTHERWISE), **context)
