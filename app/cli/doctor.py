"""`passalong doctor`: what is configured, reachable and migrated."""

import os
from collections.abc import Iterator

import typer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.authoring.importing.pandoc import has_pandoc
from app.cli.database import is_migrated
from app.cli.libraries import pdf_hint
from app.content.library import read_library
from app.media.showing import wrongly_shown
from app.platform.db import Database
from app.platform.failed_jobs import failed_jobs
from app.platform.i18n import interface_locales
from app.platform.outbox import dead_letters, pending_events
from app.platform.settings import PREFIX, Settings, get_settings
from app.platform.storage import Storage, StorageUnavailable
from app.platform.storage.opening import open_storage
from app.search.index import IndexUnavailable
from app.search.meilisearch.client import INDEXING, Client
from app.search.meilisearch.keys import server_version, wrong_rights
from app.takeout.installed import has_libzim

Finding = tuple[bool, str]


def doctor() -> None:
    """Say what is configured, reachable and migrated; exit 1 if something is not."""
    settings = get_settings()
    print(f"environment: {settings.environment}, address: {settings.public_url}")
    is_well = True
    looks = (
        *(_settings, _database, _search, _media, _live),
        *(_content, _languages, _documents, _programs),
    )
    for look in looks:
        for is_good, sentence in look(settings):
            print(f"{'ok  ' if is_good else 'MEND'} {sentence}")
            is_well = is_well and is_good
    raise typer.Exit(0 if is_well else 1)


def _settings(settings: Settings) -> Iterator[Finding]:
    given = sorted(key for key in os.environ if key.startswith(PREFIX))
    names = ", ".join(given) or "none, all at their defaults"
    yield True, f"settings given: {names}"
    way_in = bool(settings.oauth_issuer) or settings.local_accounts
    yield True, f"sign-in: {'possible' if way_in else 'off; reading needs none'}"


def _database(settings: Settings) -> Iterator[Finding]:
    kind = "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"
    try:
        with Database(settings.database_url) as database:
            yield from _reachable(database, kind)
    except (SQLAlchemyError, OSError):
        yield False, f"database: {kind} does not answer; check {PREFIX}DATABASE_URL"


def _reachable(database: Database, kind: str) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    yield True, f"database: {kind}, reachable"
    ready = is_migrated(database)
    mend = "up to date" if ready else "not up to date; run `passalong db upgrade`"
    yield ready, f"schema: {mend}"
    if ready:
        yield from _background(database)


def _background(database: Database) -> Iterator[Finding]:
    with database.open_session() as session:
        waiting, dead = pending_events(session), dead_letters(session)
        failed = failed_jobs(session)
    yield not dead, f"events: {waiting} waiting, {dead} given up" + _retry(dead)
    yield not failed, f"jobs: {failed} given up" + _retry(failed)


def _retry(given_up: int) -> str:
    return "; run `passalong db retry` when the cause is mended" if given_up else ""


def _search(settings: Settings) -> Iterator[Finding]:
    if not settings.search_url:
        yield True, "search: embedded"
        return
    searching = Client(settings.search_url, settings.key_to_search)
    indexing = Client(settings.search_url, settings.key_to_index, INDEXING)
    with searching, indexing:
        try:
            wrong = list(wrong_rights(searching, indexing, settings.search_name))
            version = "" if wrong else server_version(indexing)
        except IndexUnavailable as error:
            yield False, f"search: Meilisearch does not answer as it should: {error}"
            return
    if wrong:
        yield False, f"search: {'; '.join(wrong)}; run `passalong search keys`"
    else:
        yield True, f"search: Meilisearch {version}, reachable, keys as they should be"


def _media(settings: Settings) -> Iterator[Finding]:
    place = (
        f"media bucket: {settings.media_place[1]}"
        if settings.media_url
        else f"media folder: {settings.media_folder}"
    )
    storage = open_storage(settings)
    try:
        storage.check()
        yield True, f"{place}, reachable and writable"
        yield from _shown_files(settings, storage)
    except (StorageUnavailable, FileNotFoundError) as error:
        yield False, f"{place}: {error}"
    finally:
        storage.close()


def _shown_files(settings: Settings, storage: Storage) -> Iterator[Finding]:
    try:
        with Database(settings.database_url) as database:
            wrong = sum(1 for _ in wrongly_shown(database, storage))
    except SQLAlchemyError:
        return  # It was said above that the database is not ready.
    if wrong:
        told = f"nginx sends {wrong} files that no pack shows"
        yield False, f"media: {told}; run `passalong media check`"


def _live(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        yield True, "live drafts: several processes read each other's from the database"
        return
    # Here, because a small site has no Redis.
    from redis import Redis, RedisError  # noqa: PLC0415

    try:
        with Redis.from_url(settings.redis_url, socket_timeout=5) as redis:
            redis.ping()
    except (RedisError, OSError):
        yield False, f"live drafts: Redis does not answer; check {PREFIX}REDIS_URL"
    else:
        yield True, "live drafts: several processes tell each other through Redis"


def _content(settings: Settings) -> Iterator[Finding]:
    library = read_library(settings.content_folder)
    count = len(library.problems)
    mend = f"{count} problems; run `passalong content check`" if count else "sound"
    yield not count, f"content: {len(library.packs)} packs, {mend}"


def _languages(_settings: Settings) -> Iterator[Finding]:
    found = interface_locales()
    is_good = len(found) > 1
    mend = "" if is_good else "; run `passalong translations compile`"
    yield is_good, f"interface languages: {', '.join(found)}{mend}"


def _documents(_settings: Settings) -> Iterator[Finding]:
    hint = pdf_hint()
    yield not hint, hint or "statements as PDF: possible"


def _programs(_settings: Settings) -> Iterator[Finding]:
    missing = "not here; install the package pandoc to take in wikitext and HTML"
    # Everything else works without it.
    yield True, f"pandoc: {'here' if has_pandoc() else missing}"
    missing = "not here; install libzim==3.6.0 to offer packs for Kiwix"
    yield True, f"libzim: {'here' if has_libzim() else missing}"
