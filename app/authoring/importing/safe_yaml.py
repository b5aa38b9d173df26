"""YAML that strangers wrote: plain values only, and nothing that unfolds."""

from typing import Any

import yaml

MAX_YAML_CHARACTERS = 1_000_000


class YamlError(ValueError):
    """A YAML text is not read; `line` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class _Loader(yaml.SafeLoader):
    """Refuses aliases: ten lines of them can stand for millions of values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise YamlError("an alias stands in it", mark.line + 1)
        return super().compose_node(parent, index)


def read_yaml(text: str) -> Any:
    """Return what a YAML text says; raise YamlError."""
    if len(text) > MAX_YAML_CHARACTERS:
        raise YamlError("it is too long")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(str(error.problem or "not readable as YAML"), line) from error
    except RecursionError as error:
        raise YamlError("too deep") from error
    except (yaml.YAMLError, ValueError) as error:
        reason = error.reason if isinstance(error, YamlError) else "not readable"
        line = error.line if isinstance(error, YamlError) else 1
        raise YamlError(reason, line) from error
