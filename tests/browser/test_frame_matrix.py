"""A pack and a path in frames of another site: in each situation what must be so there.

Plain, sandboxed, third-party cookies blocked, frame refused, no referrer, no script: it
renders, resizes, resumes, reports, sets no cookie. Where a frame is refused or runs no
script, the cell says what takes the place of that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from sqlmodel import select
from starlette.testclient import TestClient

from app.hosts.models import HostDelivery
from app.hosts.restricting import restrict
from app.hosts.sites import add_site, secrets_of
from app.onboarding.service import Words, add_step, make_path
from app.packs.models import PackOrganisation
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.ids import short_id
from app.projects.queries import get_organisation
from tests.browser.conftest import OPTIONS
from tests.browser.pages import ORGANISATION
from tests.browser.test_frames import (
    Stage,
    inner,
    stage,  # noqa: F401 - a fixture
    told,
)
from tests.browser.watching import profile
from tests.embed.test_paths import PACKS
from tests.services.process import chromium_path

ONLY_THEIRS, FREE = PACKS[0], PACKS[1]
SANDBOX = 'sandbox="allow-scripts"'
STATIONS = {"pack": "[data-station]", "path": "[data-pack-station]"}
SITUATIONS = (
    *("plain", "sandboxed", "third-party cookies blocked"),
    *("frame refused", "no referrer", "no script"),
)


@dataclass(frozen=True)
class Partner:
    """A site that an organisation has registered: its name and secret."""

    stage: Stage
    name: str
    secret: str

    def key(self, learner: str) -> str:
        """Return a new learner key as the partner's server signs one."""
        claims = {
            "iss": self.name,
            "sub": learner,
            "jti": short_id(12),
            "exp": int(clock.now().timestamp()) + 600,
        }
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.secret))


@dataclass
class Scene:
    """A frame of a kind in a situation, opened with a new key of one learner."""

    partner: Partner
    context: BrowserContext
    kind: str
    situation: str
    learner: str
    key: str = ""

    def open(self) -> tuple[Page, Frame]:
        """Open a page of the host with the frame, as on another day."""
        here, slug = self.partner.stage, FREE
        if self.situation == "frame refused":
            slug = ONLY_THEIRS
        path = f"/embed/ar/packs/{slug}"
        if self.kind == "path":
            path = "/embed/ar/paths/first-steps"
            if self.situation == "frame refused":
                path += f"/packs/{slug}"
        self.key = self.partner.key(self.learner)
        attributes = SANDBOX if self.situation == "sandboxed" else ""
        frame = here.frame(f"{path}#learner={self.key}", attributes)
        referrer = "no-referrer" if self.situation == "no referrer" else ""
        address = here.put(frame, referrer=referrer)
        if self.situation == "frame refused":
            # A host that nobody has registered.
            address = address.replace("partner.localhost", "stranger.localhost")
        page = self.context.new_page()
        page.goto(address)
        return page, inner(page)

    def take_one(self, frame: Frame) -> None:
        """Mark the first module of a pack as done."""
        if self.kind == "path":
            frame.locator(f"a.mod[href*='/packs/{FREE}']").click()
        frame.locator("[data-station] a").first.click()
        frame.locator("#main[data-module=m1]").wait_for()
        frame.locator("[data-done]").click()
        frame.locator("#main[data-module=m2]").wait_for()

    def is_key_good(self) -> bool:
        """Tell whether nothing has used the key up."""
        client = TestClient(self.partner.stage.app, base_url=self.partner.stage.ours)
        answer = client.post("/embed/learners", data={"learner": self.key})
        return answer.status_code == 200


def renders(scene: Scene) -> None:
    _, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator(STATIONS[scene.kind]).first).to_be_visible()
    assert frame.locator("html").get_attribute("dir") == "rtl"
    expect(frame.locator(".fsigned")).to_be_visible()


def says_why_and_leads_out(scene: Scene) -> None:
    """Refused: a page that may be framed itself, and a way to what it is about."""
    _, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    assert frame.url.startswith(scene.partner.stage.ours), "the browser's own page"
    out = frame.locator("main a.btn")
    expect(out).to_have_attribute("href", f"{scene.partner.stage.ours}/ar/packs")
    assert frame.locator("base").get_attribute("target") == "_blank"
    assert frame.locator(STATIONS[scene.kind]).count() == 0


def is_pages_with_a_way_out(scene: Scene) -> None:
    """Without script: the same pages, and links that open on our site."""
    _, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator(STATIONS[scene.kind]).first).to_be_visible()
    out = frame.locator(".ffoot p a").first
    slug = f"packs/{FREE}" if scene.kind == "pack" else "paths/first-steps"
    expect(out).to_have_attribute("href", f"/ar/{slug}")
    assert frame.locator("base").get_attribute("target") == "_blank"
    scene.take_one(frame)


FITS = "() => document.documentElement.scrollHeight <= innerHeight + 4"


def resizes(scene: Scene) -> None:
    page, frame = scene.open()
    grown = "document.querySelector('iframe').offsetHeight > 310"
    page.wait_for_function(grown, polling=100)
    frame.wait_for_function(FITS, polling=100)
    assert page.evaluate("told.filter(each => each.type === 'height').length") < 60


def can_be_scrolled(scene: Scene) -> None:
    """Nobody tells the host a height: nothing in the frame is out of reach."""
    page, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    height = page.locator("iframe").evaluate("one => one.getAttribute('height')")
    assert height == "300"
    last = frame.locator("a:visible").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


def resumes(scene: Scene) -> None:
    page, frame = scene.open()
    frame.locator(".fsigned").wait_for()
    scene.take_one(frame)
    told(page, "told.some(each => each.done === 1 && each.pack)")
    page.close()
    _, frame = scene.open()
    frame.locator(".fsigned").wait_for()
    if scene.kind == "path":
        frame.locator(f"a.mod[href*='/packs/{FREE}']").click()
    expect(frame.locator("[data-station].done")).to_have_count(1)


def uses_no_key_up(scene: Scene) -> None:
    """Nothing is begun, so the key is good where the frame may be shown."""
    _, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    assert frame.locator(".done").count() == 0
    assert scene.is_key_good()


def reports(scene: Scene) -> None:
    page, frame = scene.open()
    frame.locator(".fsigned").wait_for()
    scene.take_one(frame)
    told(page, "told.includes('event ready') && told.includes('event progress')")
    heard = page.evaluate("told.filter(each => each.type === 'progress')")
    of_pack = next(one for one in heard if one.get("pack"))
    assert (of_pack["done"], of_pack["total"], of_pack["language"]) == (1, 4, "ar")
    if scene.kind == "path":
        of_path = next(one for one in heard if not one.get("pack"))
        assert (of_path["path"], of_path["done"]) == ("first-steps", 0)
        assert of_path["total"] == len(PACKS)


def reports_nothing(scene: Scene) -> None:
    """What is not shown, or runs nothing, says nothing: to no page and no server."""
    page, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    if scene.situation == "no script":
        scene.take_one(frame)
    heard = "(window.told || []).filter(each => each.source === 'passalong')"
    assert page.evaluate(f"{heard}.filter(each => each.type !== 'height')") == []
    database = scene.partner.stage.app.state.database
    with database.open_session() as session:
        sent = session.scalars(select(HostDelivery)).all()
    assert not [one for one in sent if one.payload["data"]["learner"] == scene.learner]


def sets_no_cookie(scene: Scene) -> None:
    page, frame = scene.open()
    expect(frame.locator("h1")).to_be_visible()
    if scene.situation != "frame refused":
        scene.take_one(frame)
    assert scene.context.cookies() == []
    kept = scene.context.storage_state()["origins"]
    assert not [one for one in kept if one["origin"] == scene.partner.stage.ours]
    page.close()


Act = Callable[[Scene], None]
USUAL: Mapping[str, Act] = {
    "renders": renders,
    "resizes": resizes,
    "resumes": resumes,
    "reports": reports,
    "sets no cookie": sets_no_cookie,
}
INSTEAD: Mapping[str, Mapping[str, Act]] = {
    "frame refused": {
        "renders": says_why_and_leads_out,
        "resizes": can_be_scrolled,
        "resumes": uses_no_key_up,
        "reports": reports_nothing,
    },
    "no script": {
        "renders": is_pages_with_a_way_out,
        "resizes": can_be_scrolled,
        "resumes": uses_no_key_up,
        "reports": reports_nothing,
    },
}


@pytest.fixture(scope="module")
def partner(stage: Stage) -> Partner:  # noqa: F811 - the fixture
    """The partner, a path, and a pack that only registered sites may show."""
    with stage.app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        path = make_path(session, organisation, "first-steps", Words("en", "Steps"))
        for slug in PACKS:
            add_step(session, path, "pack", slug)
        number = get_pack(session, ONLY_THEIRS).id or 0
        if session.get(PackOrganisation, (number, organisation.id)) is None:
            credited = {"pack_id": number, "organisation_id": organisation.id or 0}
            session.add(PackOrganisation(**credited, position=9))
            session.flush()
        restrict(session, organisation, number)
        site = add_site(session, organisation, stage.partner)
        site.webhook_url = "https://partner.example/hook"
        secret = secrets_of(site, stage.app.state.settings.signing_keys)[0]
        return Partner(stage, site.key, secret)


@pytest.fixture(scope="module")
def strict(chromium: Browser) -> Iterator[Browser]:
    """A Chromium that sends no cookies to frames of other sites."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path(),
        args=[*OPTIONS, "--test-third-party-cookie-phaseout"],
    )
    yield browser
    browser.close()


@pytest.fixture
def scene(
    request: pytest.FixtureRequest, chromium: Browser, strict: Browser, partner: Partner
) -> Iterator[Scene]:
    kind, situation = request.param
    browser = strict if situation == "third-party cookies blocked" else chromium
    runs = situation != "no script"
    context = profile(
        browser, viewport={"width": 800, "height": 900}, java_script_enabled=runs
    )
    yield Scene(partner, context, kind, situation, f"newcomer-{short_id(8)}")
    context.close()


@pytest.mark.parametrize("act", USUAL)
@pytest.mark.parametrize(
    "scene",
    [(kind, situation) for kind in STATIONS for situation in SITUATIONS],
    ids=lambda pair: ", ".join(pair),
    indirect=True,
)
def test_a_frame_does_in_each_situation_what_can_be_done_there(
    scene: Scene, act: str
) -> None:
    do = INSTEAD.get(scene.situation, {}).get(act, USUAL[act])
    do(scene)


@pytest.mark.parametrize("hash_", ["", "#lti=1"])
def test_a_host_that_answers_each_height_is_not_answered_for_ever(
    chromium: Browser, partner: Partner, hash_: str
) -> None:
    context = profile(chromium, viewport={"width": 800, "height": 900})
    page, here = context.new_page(), partner.stage
    page.goto(here.put(here.frame(f"/embed/en/packs/{FREE}{hash_}")))
    told(page, "told.some(each => each.type === 'height')")
    page.evaluate(
        """() => {
      const say = () => document.querySelector("iframe").contentWindow.postMessage({
        subject: "lti.capabilities.response",
        supported_messages: [{ subject: "lti.frameResize" }] }, "*");
      addEventListener("message", ({ data }) => {
        if (data.subject === "lti.frameResize") say();
      });
      for (let n = 0; n < 500; n++) say();
      document.querySelector("iframe").width = 340;
    }"""
    )
    count = "told.filter(each => each.type === 'height').length"
    told(page, f"{count} > 1")

    resized = page.evaluate(
        "told.filter(each => each.subject === 'lti.frameResize').length"
    )
    assert resized <= (page.evaluate(count) + 1 if hash_ else 0)
    context.close()
