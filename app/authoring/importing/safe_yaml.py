"""YAML that strangers wrote: plain values only, and nothing that unfolds."""

from typing import Any

import yaml

from app.platform.i18n import N_
from app.platform.told import Told

MAX_YAML_CHARACTERS = 1_000_000
TOO_LONG = Told(N_("it is too long"))
ALIAS = Told(N_("an alias stands in it"))
TOO_DEEP = Told(N_("it is nested too deep"))
UNREADABLE = N_("not readable as YAML: %(detail)s")


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
        detail = str(error.problem or "?")
        raise YamlError(Told(UNREADABLE, detail=detail), line) from error
    except RecursionError as error:
        raise YamlError(TOO_DEEP) from error
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(Told(UNREADABLE, detail=str(error)[:120])) from error
