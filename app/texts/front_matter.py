"""Writing the head of a module's file: what does not change keeps its bytes."""

from collections.abc import Mapping

from app.platform.told import Told, fault
from app.texts.segments import FENCE, NOT_TOML, FrontMatterError, split_front_matter


def with_fields(text: str, values: Mapping[str, object], body: str) -> str:
    """Return a module's file with other fields and another body.

    A field of None is taken out. Comments, order and spacing of the head stay. Raise
    FrontMatterError when it cannot be read.
    """
    known, old, _ = split_front_matter(text)
    if all(known.get(name) == value for name, value in values.items()):
        # Most saves change the Markdown only.
        return text[: len(text) - len(old)] + body
    # Read in when somebody edits: a server that is only read needs none of it.
    import tomlkit  # noqa: PLC0415
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - as above

    head = text[len(FENCE) : len(text) - len(old) - len(FENCE)]
    try:
        fields = tomlkit.parse(head)
    except TOMLKitError as error:
        raise FrontMatterError(Told(NOT_TOML, detail=fault(error, ()))) from error
    for name, value in values.items():
        if value is None:
            fields.pop(name, None)
        elif fields.get(name) != value:
            fields[name] = value
    return FENCE + tomlkit.dumps(fields) + FENCE + body
