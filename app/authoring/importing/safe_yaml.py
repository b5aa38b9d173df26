"""YAML that strangers wrote: plain values only, and nothing that unfolds."""

from typing import Any

import yaml

from app.platform.i18n import N_
from app.platform.told import Faults, Told, fault

MAX_YAML_CHARACTERS = 1_000_000
TOO_LONG = Told(N_("it is too long"))
ALIAS = Told(N_("an alias stands in it"))
TOO_DEEP = Told(N_("it is nested too deep"))
UNREADABLE = N_("not readable as YAML: %(detail)s")
_QUOTE = N_(
    "a text has a sign that means something else there; put the whole text between"
    " quotation marks"
)
_FAULTS: Faults = (
    ("found character '\\t'", N_("a tab stands at the beginning; use spaces instead")),
    ("found character", _QUOTE),
    ("mapping values are not allowed", _QUOTE),
    ("sequence entries are not allowed", N_("a list must begin on a line of its own")),
    ("expected <block end>", N_("a line is not as far in as the lines it belongs to")),
    ("could not find expected ':'", N_("a colon is missing after a name")),
    ("end of stream", N_("a quotation mark is missing at the end of a text")),
    ("stream end", N_("a bracket is not closed")),
    ("expected ',' or", N_("a comma or a closing bracket is missing")),
    ("unknown escape character", N_("a backslash is not followed by a known sign")),
    ("could not determine a constructor", N_("a value has a tag, which is not read")),
    ("special characters are not allowed", N_("there is a sign that no text has")),
)


class YamlError(ValueError):
    """A YAML text is not read; `line` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def read_yaml(text: str) -> Any:
    """Return what a YAML text says; raise YamlError."""
    if len(text) > MAX_YAML_CHARACTERS:
        raise YamlError(TOO_LONG)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                # Ten lines of aliases can stand for millions of values.
                raise YamlError(ALIAS, event.start_mark.line + 1)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        detail = fault(error.problem, _FAULTS)
        raise YamlError(Told(UNREADABLE, detail=detail), line) from error
    except RecursionError as error:
        raise YamlError(TOO_DEEP) from error
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(Told(UNREADABLE, detail=fault(error, _FAULTS))) from error
