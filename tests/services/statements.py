"""What makes xAPI statements valid: published models, and the rules of cmi5 on top.

The models are those of Ralph (openfun.github.io/ralph), which take what xAPI 1.0.3
takes. The rules are those of the cmi5 specification, sections 9 and 10.
"""

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from ralph.models.xapi.base.statements import (  # type: ignore[import-untyped]
    BaseXapiStatement,
)

Statement = dict[str, Any]
ADL = "http://adlnet.gov/expapi/verbs/"
CONTEXT = "https://w3id.org/xapi/cmi5/context/"
CATEGORY, MOVE_ON = f"{CONTEXT}categories/cmi5", f"{CONTEXT}categories/moveon"
MASTERY = f"{CONTEXT}extensions/masteryscore"
MOVING = {"completed", "passed", "failed"}
DEFINED = MOVING | {"initialized", "terminated"}
# What the result of each has, and nothing else of these three.
RESULTS: dict[str, dict[str, bool]] = {
    "initialized": {},
    "completed": {"completion": True},
    "passed": {"success": True},
    "failed": {"success": False},
    "terminated": {},
}


def faults_of(statement: Any) -> list[str]:
    """Return what is wrong with a statement by the published models."""
    try:
        BaseXapiStatement.model_validate(statement)
    except ValidationError as error:
        return [f"{one['loc']}: {one['msg']}" for one in error.errors()]
    except (KeyError, TypeError) as error:
        # The models fall over what lacks its most needed parts.
        return [repr(error)]
    return []


def verb_of(statement: Statement) -> str:
    """Return the last word of a verb."""
    verb: str = statement["verb"]["id"].rpartition("/")[2]
    return verb


@dataclass
class Session:
    """What a system launched, and what it has been told since."""

    actor: Statement
    registration: str
    activity: str
    template: Statement
    mode: str = "Normal"
    mastery: float | None = None
    # Of the registration: also what earlier visits told.
    told: list[str] = field(default_factory=list)
    here: list[str] = field(default_factory=list)

    def faults_of(self, statement: Statement) -> list[str]:
        """Return which rules a statement breaks that comes now."""
        if found := faults_of(statement):
            return found
        verb = verb_of(statement)
        is_defined = statement["verb"]["id"] == ADL + verb and verb in DEFINED
        rules = {**self._about(statement), **self._order(verb)}
        rules |= self._defined(statement, verb) if is_defined else {}
        marks = {one["id"] for one in _activities(statement, "category")}
        rules["category"] = (CATEGORY in marks) == is_defined
        rules["move on"] = (MOVE_ON in marks) == (is_defined and verb in MOVING)
        return [name for name, is_kept in rules.items() if not is_kept]

    def take(self, statement: Statement) -> None:
        """Remember that a statement came."""
        self.told.append(verb_of(statement))
        self.here.append(verb_of(statement))

    def _about(self, statement: Statement) -> dict[str, bool]:
        context = statement.get("context", {})
        wanted = self.template.get("extensions", {}).items()
        grouping = _activities({"context": self.template}, "grouping")
        return {
            "id": "id" in statement,
            "timestamp": statement.get("timestamp", "").endswith("Z"),
            "actor": statement["actor"] == self.actor,
            "registration": context.get("registration") == self.registration,
            "extensions": wanted <= context.get("extensions", {}).items(),
            "grouping": all(
                one in _activities(statement, "grouping") for one in grouping
            ),
        }

    def _order(self, verb: str) -> dict[str, bool]:
        ended = {"passed", "failed"}
        return {
            "after the end": "terminated" not in self.here,
            "initialized first": (verb == "initialized") == (not self.here),
            "once": verb not in {"completed", "passed"} or verb not in self.told,
            "one verdict": verb not in ended or not ended & set(self.here),
            "failed after passed": verb != "failed" or "passed" not in self.told,
            "mode": self.mode == "Normal" or verb not in MOVING,
        }

    def _defined(self, statement: Statement, verb: str) -> dict[str, bool]:
        result = statement.get("result", {})
        said = {
            name: result[name] for name in ("completion", "success") if name in result
        }
        scaled = result.get("score", {}).get("scaled")
        noted = statement["context"].get("extensions", {}).get(MASTERY)
        is_judged = verb in {"passed", "failed"} and self.mastery is not None
        is_number = isinstance(scaled, int | float)
        is_over = is_number and scaled >= (self.mastery or 0)
        return {
            "object": statement.get("object", {}).get("id") == self.activity,
            "result": said == RESULTS[verb],
            "duration": ("duration" in result) == (verb != "initialized"),
            "score": scaled is None or (is_number and verb in {"passed", "failed"}),
            "mastery": noted == (self.mastery if is_judged else None),
            "verdict": not is_judged or is_over == (verb == "passed"),
        }


def _activities(statement: Statement, name: str) -> list[Statement]:
    found = statement.get("context", {}).get("contextActivities", {}).get(name, [])
    return [found] if isinstance(found, dict) else found
