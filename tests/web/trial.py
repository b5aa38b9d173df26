"""Routes that try the script: a question, a data block, an answer that fails."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from markupsafe import Markup

from app.home.styleguide.samples import samples
from app.web.dependencies import ContentLanguage
from app.web.templates import reserved

router = APIRouter(default_response_class=HTMLResponse)

PAGE = """\
{% extends "layouts/page.html" %}
{% block title %}Trial{% endblock %}
{% block head %}
<script type="application/ld+json">{"@type": "Course"}</script>
{% endblock %}
{% block main %}<div class="wrap prose"><h1>Trial</h1>{{ quiz }}</div>{% endblock %}
"""


def _quiz(request: Request, kind: str, state: str) -> Markup:
    environment: Environment = request.app.state.templates
    question = samples(request.state.content_language)["question"](kind, state)
    question |= {"id": "q1", "action": "trial", "fragment": f"_check?kind={kind}"}
    module = environment.get_template("components/quiz.html").module
    return Markup(module.quiz(question))  # type: ignore[attr-defined]  # noqa: S704


@router.get("/{lang}/trial", name="trial.show")
def show(_lang: ContentLanguage, request: Request, kind: str = "one") -> Response:
    environment: Environment = request.app.state.templates
    from_string = environment.from_string(PAGE)
    quiz = _quiz(request, kind, "")
    values = {"quiz": quiz, **reserved(request)}
    return HTMLResponse(from_string.render(values))


@router.post("/{lang}/_check", name="trial._check")
def check(
    _lang: ContentLanguage,
    request: Request,
    answer: Annotated[str, Form()] = "",
    kind: str = "one",
) -> Response:
    if answer == "2":
        raise RuntimeError("the database is away")
    state = "right" if answer == "0" else "wrong"
    return HTMLResponse(_quiz(request, kind, state), 200 if state == "right" else 422)
