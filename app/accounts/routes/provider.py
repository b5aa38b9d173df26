"""Signing in at the provider: going there, and coming back."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.arrivals import arrive
from app.accounts.cookies import forget_flow, keep_flow, read_flow
from app.accounts.dependencies import DatabaseDep, ProviderDep
from app.accounts.flows import FlowRefused, burn_flow, start_flow
from app.accounts.forms import NextForm
from app.accounts.identity import AnswerRefused
from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import PROVIDER_START
from app.accounts.service import user_of_identity
from app.web.forms import SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import safe_next, see_other
from app.web.templates import render

router = page_router()


@router.post("/oauth/start", name="accounts.start")
def start(
    _reader: Public,
    provider: ProviderDep,
    database: DatabaseDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Send the browser to the provider, by a page of ours.

    A redirect would make the browser hold the provider's own redirects, to hosts we
    do not know, against our `form-action` policy.
    """
    after = safe_next(bind(NextForm, data).first("next"), "/")
    count_by_address(request, PROVIDER_START)
    with database.transaction() as session:
        flow = start_flow(session, after)
    context = {
        "address": provider.authorization_url(flow.secrets),
        "is_wikimedia": provider.is_wikimedia,
    }
    response = render(request, "accounts/leaving.html", context)
    keep_flow(response, flow.binding, request.app.state.settings)
    return response


@router.get("/oauth/callback", name="accounts.callback")
def callback(
    _reader: Public,
    provider: ProviderDep,
    database: DatabaseDep,
    request: Request,
) -> Response:
    """Sign in whom the provider vouches for; each answer is looked at once."""
    answer = request.query_params
    binding = read_flow(request.cookies, request.app.state.settings)
    with database.transaction() as session:
        flow = burn_flow(session, answer.get("state", ""), binding)
    if flow is None:
        raise FlowRefused
    if answer.get("error") == "access_denied":
        response = see_other(flow.next_path)
        forget_flow(response, request.app.state.settings)
        return response
    code = answer.get("code", "")
    if not code or answer.get("iss", provider.issuer) != provider.issuer:
        raise AnswerRefused
    identity = provider.identify(code, flow.secrets)
    return arrive(
        request, lambda session: user_of_identity(session, identity), flow.next_path
    )
