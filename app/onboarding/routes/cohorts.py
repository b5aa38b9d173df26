"""Cohorts of a path and the links by which people join them."""

from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.onboarding.cohorts import add_cohort, add_link, revoke
from app.onboarding.dependencies import OpenPathDesk, RowNumber
from app.onboarding.desk_page import Sent
from app.onboarding.forms import CohortForm, LinkForm
from app.onboarding.models import Cohort
from app.onboarding.queries import get_cohort
from app.onboarding.routes.desk import PATH, shown
from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.web.forms import SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other

router = page_router()


@router.post(PATH + "/cohorts", name="onboarding.add_cohort")
def begin_cohort(_user: SignedIn, opened: OpenPathDesk, data: SentForm) -> Response:
    """Add a cohort with its first join link."""
    form = bind(CohortForm, data)
    if form.value is None:
        return shown(opened, sent=Sent(cohort=form))
    given = form.value
    cohort = Cohort(
        path_id=opened.path.number,
        name=given.name,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
    )
    add_cohort(opened.session, cohort, most=given.most)
    return see_other(f"{opened.home}?said=cohort#cohorts")


@router.post(PATH + "/cohorts/{number:int}", name="onboarding.change_links")
def change_links(
    _user: SignedIn, opened: OpenPathDesk, number: RowNumber, data: SentForm
) -> Response:
    """Close a join link of a cohort for good, or make one more."""
    form = bind(LinkForm, data).value
    if form is None:
        raise Invalid(N_("This cannot be used. Please look at it again."))
    cohort = get_cohort(opened.session, opened.path, number)
    if form.revoke is not None:
        revoke(opened.session, cohort, form.revoke)
        return see_other(f"{opened.home}?said=revoked#cohorts")
    link = add_link(opened.session, cohort, most=form.most, closes_on=form.closes_on)
    link.opens_on = form.opens_on
    return see_other(f"{opened.home}?said=link#cohorts")
