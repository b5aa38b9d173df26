"""YAML that strangers wrote: plain values only, and nothing that unfolds."""

from typing import Any

import yaml

MAX_YAML_CHARACTERS = 1_000_000


class YamlError(ValueError):
    """A YAML text is not read; `line` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def read_yaml(text: str) -> Any:
    """Return what a YAML text says; raise YamlError."""
    if len(text) > MAX_YAML_CHARACTERS:
        raise YamlError("it is too long")
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                # Ten lines of aliases can stand for millions of values.
                raise YamlError("an alias stands in it", event.start_mark.line + 1)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(str(error.problem or "not readable as YAML"), line) from error
    except RecursionError as error:
        raise YamlError("too deep") from error
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError("not readable as YAML") from error
