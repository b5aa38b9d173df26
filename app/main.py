"""Puts the rooms together: routes, middleware, events, jobs. The only such place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from app.accounts.routes import router as accounts
from app.accounts.wiring import add_accounts, sessions_middleware
from app.authoring.addresses import room as authoring
from app.authoring.freshness.asking import CHECK_LINKS
from app.authoring.freshness.wiring import wire as wire_freshness
from app.authoring.importing.wiring import wire as wire_importing
from app.authoring.live.wiring import LiveDrafts
from app.embed.addresses import room as embed
from app.exchange.addresses import room as exchange
from app.exchange.wiring import export_own as export_peers
from app.exchange.wiring import wire as wire_exchange
from app.feeds.addresses import room as feeds
from app.home.addresses import styleguide
from app.home.front import router as front
from app.home.routes import router as home
from app.home.status import router as status
from app.hosts.addresses import room as hosts
from app.hosts.wiring import export_links, web_to_hosts
from app.hosts.wiring import wire as wire_hosts
from app.learning.arrival import merge_device
from app.learning.joined_paths import no_paths
from app.learning.routes import router as learning
from app.learning.subscriptions import wire as wire_learning
from app.lti.addresses import room as lti
from app.lti.wiring import web_to_platforms
from app.lti.wiring import wire as wire_lti
from app.media.addresses import room as files
from app.media.belongings import wire as wire_media
from app.media.routes.public import router as media
from app.media.wiring import look_at_shown_files, wire_files
from app.moderation.addresses import room as moderation
from app.notices.addresses import room as notices
from app.notices.wiring import wire as wire_notices
from app.onboarding.addresses import room as onboarding
from app.onboarding.wiring import wire as wire_onboarding
from app.packs.events import PackLoaded, PackTranslated
from app.platform import states
from app.platform.db import Database
from app.platform.outbox import EventBus
from app.platform.own_languages import refresh_languages
from app.platform.settings import Settings, get_settings
from app.platform.storage.opening import open_storage
from app.platform.worker import Worker
from app.projects.editors import wire as wire_editors
from app.reading.addresses import programs as reading_api
from app.reading.jobs import (
    WEIGH_PACK,
    PackWeighing,
    complete_loaded_pack,
    weigh_loaded_pack,
)
from app.reading.routes import router as reading
from app.recognition.addresses import room as recognition
from app.recognition.wiring import export_badges
from app.recognition.wiring import wire as wire_recognition
from app.search.addresses import programs as search_api
from app.search.routes import router as search_pages
from app.search.sources.packs import PackSource
from app.search.sources.records import (
    CourseRecords,
    OrganisationRecords,
    ProjectRecords,
)
from app.search.sources.skills import SkillSource
from app.search.wiring import Search, open_search
from app.takeout.addresses import room as takeout
from app.takeout.job_names import DUMP
from app.takeout.wiring import wire as wire_takeout
from app.translation.addresses import room as translating
from app.translation.effects import COUNT_LANGUAGE, CountLanguage
from app.translation.machine.libretranslate import machine_at
from app.translation.memory.wiring import wire as wire_memory
from app.translation.portal.decisions import wire as wire_portal
from app.translation.queries import unit_texts
from app.web.flat_routes import flat_routes
from app.web.page_cache import PageCache, PageStore
from app.web.ready_files import ReadyFiles
from app.web.scale import PageScale
from app.web.snapshots import MAX_PAGES, Snapshots
from app.web.wiring import add_web
from app.wishes.pages import pack_titles
from app.wishes.routes import router as wishes
from app.wishes.subscriptions import wire as wire_wishes

CONTENT_POLL_SECONDS = 0.25
SEARCH_AFTER_SECONDS = 1.0
# What happens is told to our own log, which knows what not to say. To ask at each
# request whether anybody else listens took a third of a page that is ready.
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
# Routes are tried in order: what is asked for most comes first, and before it what is
# made anew each time.
ROUTES: tuple[BaseRoute, ...] = (
    *flat_routes((search_pages, reading, learning, front, wishes, media, home, status)),
    # Before what has a language there, such as `/{lang}/login`.
    lti,
    *accounts.routes,
    # What readers do not need is read in when somebody asks for it.
    *(files, authoring, translating, search_api, reading_api, embed, takeout),
    *(notices, hosts, onboarding, recognition, feeds, moderation, exchange),
    styleguide,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the whole program for these settings."""
    settings = settings or get_settings()
    app = FastAPI(
        title="Passalong", openapi_url=None, lifespan=_lifespan, telemetry=NO_TELEMETRY
    )
    app.state.database = Database(settings.database_url)
    app.state.storage = open_storage(settings)
    # Nobody has sent a file yet.
    app.state.receiving = None
    app.state.pages = PageStore()
    app.state.live = LiveDrafts(settings, app.state.database)
    app.state.snapshots = Snapshots()
    app.state.learner_pages = Snapshots(MAX_PAGES)
    app.state.unit_texts = unit_texts
    app.state.machine = machine_at(settings.machine_url, settings.key_to_machine)
    app.state.pack_titles = pack_titles
    app.state.exports = {
        "badges": export_badges,
        "other_sites": export_links,
        "peers": export_peers,
    }
    app.state.joined_paths = no_paths
    search = _search(app, settings)
    app.state.search = search.service
    app.state.search_lag = search.lag_seconds
    app.state.prepare_search = search.prepare
    app.state.search_refused = search.refused
    app.state.unawaited_jobs = (CHECK_LINKS, DUMP)
    app.state.worker = _worker(app, settings)
    _wire_others(app, settings)
    search.wire(app.state.worker)
    app.state.worker.bus.subscribe(PackTranslated, search.indexing.pack_loaded)
    app.router.routes += ROUTES
    add_accounts(app, settings)
    app.state.on_sign_in.append(merge_device)
    wire_onboarding(app, app.state.worker)
    add_web(
        app,
        settings,
        caches=_caches(settings, app.state.pages),
        sessions=sessions_middleware(settings),
    )
    return app


def _caches(settings: Settings, pages: PageStore) -> tuple[Middleware, ...]:
    budget = settings.page_cache_mb * 1_000_000
    return (
        Middleware(ReadyFiles, pages=pages),
        Middleware(PageCache, budget=budget, store=pages),
    )


def _wire_others(app: FastAPI, settings: Settings) -> None:
    """Let sites and learning systems be told, each by a way out of its own."""
    app.state.web_to_hosts = web_to_hosts()
    app.state.web_to_platforms = web_to_platforms()
    worker, keys = app.state.worker, settings.signing_keys
    wire_hosts(worker, lambda: app.state.web_to_hosts, keys, settings.public_url)
    wire_lti(worker, lambda: app.state.web_to_platforms, keys)


def _search(app: FastAPI, settings: Settings) -> Search:
    """Return search over everything that wants to be found."""
    sources = (
        PackSource(app.state.storage),
        ProjectRecords(),
        CourseRecords(),
        OrganisationRecords(),
        SkillSource(),
    )
    return open_search(settings, app.state.database, sources)


def _worker(app: FastAPI, settings: Settings) -> Worker:
    """Return what delivers events and runs jobs, with everybody subscribed."""
    bus = EventBus(app.state.database)
    wire_learning(bus)
    wire_wishes(bus)
    wire_media(bus)
    wire_portal(bus)
    wire_editors(bus)
    wire_recognition(bus)
    bus.subscribe(PackLoaded, weigh_loaded_pack)
    bus.subscribe(PackLoaded, complete_loaded_pack)
    wire_notices(bus)
    worker = Worker(app.state.database, bus)
    wire_exchange(app, worker)
    wire_memory(worker)
    scale = PageScale(app, host=settings.allowed_hosts[0])
    worker.register(WEIGH_PACK, PackWeighing(scale))
    counting = CountLanguage(app.state.storage)
    worker.register(COUNT_LANGUAGE, counting, urgent=True)
    wire_freshness(worker, is_wanted=settings.check_links)
    storage = app.state.storage
    wire_files(worker, storage, settings)
    wire_importing(worker, storage)
    wire_takeout(worker, app, storage)
    return worker


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    worker: Worker = app.state.worker
    if settings.worker:
        worker.bus.watch_commits()
        worker.start()
    states.on_bump(app.state.database, app.state.pages.clear)
    # Who comes at once is answered first; who searches that soon has it begin sooner.
    preparing = asyncio.get_running_loop().call_later(
        SEARCH_AFTER_SECONDS, app.state.prepare_search
    )
    is_over = asyncio.Event()
    watcher = asyncio.create_task(_watch_content(app, is_over))
    await app.state.live.start()
    look = asyncio.to_thread(look_at_shown_files, app.state.database, app.state.storage)
    looking = asyncio.create_task(look)
    yield
    preparing.cancel()
    await app.state.live.close()
    # Cancelled, it would leave a thread that still has a connection.
    is_over.set()
    await watcher
    await looking
    if settings.worker:
        await asyncio.to_thread(worker.stop)
    if app.state.receiving:
        app.state.receiving.end()
    app.state.storage.close()
    app.state.database.close()


async def _watch_content(app: FastAPI, is_over: asyncio.Event) -> None:
    """Drop ready pages when another process has changed content or languages."""
    seen = None
    while not is_over.is_set():
        with suppress(Exception):
            now = await asyncio.to_thread(_versions, app.state.database, seen)
            # The first look counts too: a page may be older than this process's start.
            if now != seen:
                app.state.pages.clear()
            seen = now
        with suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), CONTENT_POLL_SECONDS)


def _versions(database: Database, seen: tuple[int, int] | None) -> tuple[int, int]:
    """Return the states of content and languages; read in languages that are new."""
    with database.open_session() as session:
        languages = refresh_languages(session, seen[1] if seen else None)
        return states.current(session, states.CONTENT), languages
