"""The Jinja environment and `render`, the one way a page is made.

Translations are escaped before their placeholders are filled: a message is plain
text. A link or an emphasis inside a sentence is a placeholder filled by a macro
of `components/inline.html`.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import asdict, replace
from starlette.requests import Request

from app.platform import formats, i18n
from app.platform.languages import Language, get_language
from app.platform.licences import host_of, licence_link, licence_name
from app.web.compiled_templates import TemplatesOfProcess
from app.web.kept import KeptPieces
from app.web.lists import listed
from app.web.preferences import Preferences
from app.web.rendering import QuickEnvironment, written
from app.web.static_files import static_files
from app.web.viewer import Viewer, viewer_of
from app.web.weave import weave
from app.web.weight import page_weight, weighed

_LANGUAGE_ATTRIBUTES = Markup(' lang="{}" dir="{}"')
TEMPLATE_FOLDER = Path(__file__).parents[2] / "templates"
COMPILED_FOLDER = Path(__file__).parent / "__pycache__" / "templates"


class PublicSettings(Struct, frozen=True):
    """The settings a page may show."""

    public_url: str
    local_accounts: bool
    wikimedia_sign_in: bool
    demo: bool
    source_url: str = ""
    keeps_offline: bool = True


def build_environment(
    path_for: Callable[..., str], *, auto_reload: bool = False
) -> Environment:
    """Return the environment of an app: autoescape always, undefined is an error."""
    environment = QuickEnvironment(
        loader=TemplatesOfProcess(TEMPLATE_FOLDER, COMPILED_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        # Line ends stay: the one between two sentences is the space between them.
        lstrip_blocks=True,
        auto_reload=auto_reload,
        cache_size=800,
    )
    environment.policies["ext.i18n.trimmed"] = True
    _install_gettext(environment)
    environment.globals.update(
        path_for=path_for,
        static=static_files().url,
        language=get_language,
        lang_attributes=lang_attributes,
        ui_lang=interface_attributes,
        weave=weave,
        page_weight=page_weight,
        kept_piece=KeptPieces(),
        in_language=in_language,
    )
    environment.filters.update(
        date=formats.format_date,
        number=formats.format_number,
        filesize=formats.format_bytes,
        language_name=formats.language_name,
        minutes=formats.format_minutes,
        clock_time=formats.format_clock,
        percent=formats.format_percent,
        licence_name=licence_name,
        licence_link=licence_link,
        host_of=host_of,
        listed=listed,
    )
    return environment


def compile_templates() -> list[str]:
    """Keep the code of all templates for servers to come; say which were compiled.

    Raises OSError where nothing can be written.
    """
    loader = TemplatesOfProcess(TEMPLATE_FOLDER, COMPILED_FOLDER)
    return loader.compile_stale(build_environment(str))


def render(
    request: Request,
    name: str,
    context: Mapping[str, Any] | Struct | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    """Render a template with what every page knows and the handler's own values."""
    return HTMLResponse(render_html(request, name, context), status)


def render_html(
    request: Request,
    name: str,
    context: Mapping[str, Any] | Struct | None = None,
    *,
    viewer: Viewer | None = None,
) -> str:
    """Render a template to text, for whoever asks or for another `viewer`."""
    environment: Environment = request.app.state.templates
    known = reserved(request)
    if viewer is not None:
        known["viewer"] = viewer
    return weighed(environment.get_template(name).render(known | _as_mapping(context)))


def reserved(request: Request) -> dict[str, Any]:
    """Return the keys every template may read; handlers never set them."""
    viewer = viewer_of(request)
    locale = get_language(i18n.current_locale())
    content: Language = getattr(request.state, "content_language", None) or locale
    return {
        "request_path": request.url.path,
        "locale": locale,
        "content": content,
        "viewer": viewer,
        "prefs": _effective(viewer, request),
        "settings_public": request.app.state.settings_public,
    }


def lang_attributes(language: Language, around: Language) -> Markup:
    """Return `lang` and `dir` for a run of text, or nothing if it reads as around."""
    return Markup("") if language.tag == around.tag else _attributes_of(language.code)


def in_language(html: Markup, language: Language) -> Markup:
    """Return a run of text with its language and direction, whatever it stands in."""
    marks = _attributes_of(language.code)
    return Markup("".join(("<bdi", marks, ">", written(html), "</bdi>")))  # noqa: S704 - written escapes


def interface_attributes() -> Markup:
    """Return `lang` and `dir` of the interface, for its words amid a text.

    Components use it: they stand in pages of any language and cannot see which.
    """
    return _attributes_of(i18n.current_locale())


@cache
def _attributes_of(code: str) -> Markup:
    language = get_language(code)
    return _LANGUAGE_ATTRIBUTES.format(language.tag, language.direction)


def _effective(viewer: Viewer, request: Request) -> Preferences:
    if request.headers.get("save-data") == "on":
        return replace(viewer.preferences, data_saver=True)
    return viewer.preferences


def _as_mapping(context: Mapping[str, Any] | Struct | None) -> dict[str, Any]:
    if context is None:
        return {}
    if isinstance(context, Mapping):
        return dict(context)
    return asdict(context)


# A page asks for some fifty messages; looking up and escaping each is a tenth of it.
@lru_cache(maxsize=16_384)
def _escaped(locale: str, message: str) -> Markup:
    return escape(i18n.catalog(locale).gettext(message))


def _install_gettext(environment: Environment) -> None:
    def gettext(message: str) -> Markup:
        return _escaped(i18n.current_locale(), message)

    def ngettext(one: str, many: str, number: int) -> Markup:
        messages = i18n.catalog(i18n.current_locale())
        return escape(messages.ngettext(one, many, number))

    def pgettext(context: str, message: str) -> Markup:
        return escape(i18n.catalog(i18n.current_locale()).pgettext(context, message))

    def npgettext(context: str, one: str, many: str, number: int) -> Markup:
        messages = i18n.catalog(i18n.current_locale())
        return escape(messages.npgettext(context, one, many, number))

    install = getattr(environment, "install_gettext_callables")  # noqa: B009 - added by the extension, unknown to type checkers
    install(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    environment.globals.update({"gettext": _filled, "_": _filled})


def _filled(message: str, /, **values: object) -> Markup:
    """Return a message with its values, as Jinja's own function does.

    That one calls three others on the way, even where there is nothing to fill in.
    """
    locale = i18n.current_locale()
    return _escaped(locale, message) % values if values else _said(locale, message)


@lru_cache(maxsize=16_384)
def _said(locale: str, message: str) -> Markup:
    # Signs of percent are written twice, values or none.
    return escape(i18n.catalog(locale).gettext(message)) % {}
