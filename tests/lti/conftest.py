"""A learning system in its own process, connected with a served program."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.lti.platforms import Named, add_platform, checked
from app.lti.wiring import web_to_platforms
from app.main import create_app
from app.platform.ids import short_id
from app.platform.public_web import PublicWeb
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.databases import Databases, make_settings
from tests.lti.course import Course
from tests.lti.running import start_platform
from tests.security.serving import own_origin, served


@pytest.fixture(scope="module")
def platform_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The learning system's process."""
    server = start_platform(tmp_path_factory.mktemp("platform"))
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def tool(databases: Databases, platform_url: str) -> Iterator[FastAPI]:
    """The program as a real server; only to the learning system may it go out."""
    url = databases.copy("starter")
    origin, port = own_origin()
    settings = make_settings(
        url, databases.media, public_url=origin, allowed_hosts=("127.0.0.1",)
    )
    app = create_app(settings)
    app.state.web_to_platforms = web_in(platform_url)
    with served(app, port):
        yield app
    databases.drop(url)


def web_in(platform_url: str, *, seconds: float = 60) -> PublicWeb:
    """Return a way out that leads to the learning system, and to no other machine."""
    port = int(platform_url.rpartition(":")[2])
    there = ("127.0.0.1", port)
    assert web_to_platforms().allowed(*there) is False
    return PublicWeb(
        "Test", allowed=lambda address, at: (address, at) == there, seconds=seconds
    )


@pytest.fixture
def course(tool: FastAPI, platform_url: str) -> Iterator[Course]:
    """A course of a learning system that an organisation has connected by hand."""
    course = connected(tool, platform_url, "deployment-1")
    yield course
    course.control(moods={})
    course.disconnect()


def connected(
    tool: FastAPI, platform_url: str, *deployments: str, site: str = "", us: str = ""
) -> Course:
    """Connect the learning system's process under a client of its own.

    `site` and `us` are where browsers find it, and where it finds our keys.
    """
    client_id = f"client-{short_id(12)}"
    course = Course(tool, platform_url, client_id)
    named = Named(
        name="A learning system",
        issuer=site or platform_url,
        client_id=client_id,
        auth_url=f"{site or platform_url}/auth",
        token_url=f"{platform_url}/token",
        jwks_url=f"{platform_url}/keys",
    )
    allowed = tool.state.web_to_platforms.allowed
    with tool.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        whole = checked(named, allowed)
        course.key = add_platform(session, organisation, whole, deployments).key
    told = {
        "redirect_uris": [f"{course.ours}/lti/launch"],
        "jwks_uri": f"{us or course.ours}/lti/keys",
    }
    course.control(clients={client_id: told})
    return course
