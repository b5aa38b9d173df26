"""What Jinja does at every value of every page, done with less of the processor.

A page of search results has some seven hundred values and three hundred calls. Jinja
asks of each of them what it might be; here the answers are known: every template
escapes, and hardly any function wants to know the template it is called from.
"""

from collections.abc import MutableMapping
from types import FunctionType, MethodType
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

_FUNCTIONS = frozenset({FunctionType, MethodType})


def written(value: Any) -> str:
    """Return a value as it stands on a page: escaped, unless it is markup."""
    kind = type(value)
    # In letters and digits there is nothing to escape.
    if kind is Markup or (kind is str and value.isalnum()):
        ready: str = value
        return ready
    return escape(value)


class _Context(Context):
    """Calls what is a plain function without a look at what it might want."""

    def call(self, called: Any, /, *given: Any, **named: Any) -> Any:
        """Return what a function of a template returns."""
        kind = type(called)
        is_plain = kind in _FUNCTIONS and not hasattr(called, "jinja_pass_arg")
        if not (is_plain or kind is Macro):
            return super().call(called, *given, **named)
        if named:
            # Only for functions that are given the context.
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
        return called(*given, **named)


class _Generator(CodeGenerator):
    """Writes the code of templates."""

    def write_commons(self) -> None:
        """Begin a function of a template."""
        super().write_commons()
        self.writeline("escape = environment.written")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - the name Jinja calls
        """Write values; one of two as what it is, an `if`.

        As an expression, it is escaped though both are constants, and the one that is
        not there is an object that is asked what it is.
        """
        if frame.require_output_check:
            super().visit_Output(node, frame)
            return
        plain: list[nodes.Expr] = []
        for child in node.nodes:
            if not isinstance(child, nodes.CondExpr):
                plain.append(child)
                continue
            self._write(plain, node, frame)
            plain = []
            self.visit_If(_as_if(child), frame)
        self._write(plain, node, frame)

    def _write(
        self, values: list[nodes.Expr], node: nodes.Output, frame: Frame
    ) -> None:
        if values:
            super().visit_Output(nodes.Output(values, lineno=node.lineno), frame)


def _as_if(chosen: nodes.CondExpr) -> nodes.If:
    def shown(value: nodes.Expr | None) -> list[nodes.Node]:
        return [nodes.Output([value], lineno=chosen.lineno)] if value else []

    both = shown(chosen.expr1), shown(chosen.expr2)
    return nodes.If(chosen.test, both[0], [], both[1], lineno=chosen.lineno)


class QuickEnvironment(Environment):
    """An environment that always escapes, with one set of globals for all templates.

    The globals are a plain dictionary: Jinja chains one of its own before it for each
    template, and walks through both whenever a template is included or a macro is
    imported: a fifth of a page.
    """

    code_generator_class = _Generator
    context_class = _Context
    written = staticmethod(written)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._ready: dict[str, Template] = {}

    def _load_template(
        self, name: str, globals: MutableMapping[str, Any] | None
    ) -> Template:
        """Return a template, which nobody changes meanwhile, without a queue for it.

        Jinja keeps them in the order of their last use, two dozen times for a page.
        """
        if self.auto_reload or globals:
            return super()._load_template(name, globals)
        template = self._ready.get(name)
        if template is None:
            template = self._ready[name] = super()._load_template(name, globals)
        return template

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        """Return the globals of a template."""
        return super().make_globals(d) if d else self.globals
