"""All published content in one language as a ZIP: texts as folders, and what they are.

`packs/` holds each pack's folder as export writes it, with the catalog and captions of
this language; `markdown/` its modules in the language. `packs.jsonl` says of each who
made it from what, and where its pictures and films are. `manifest.json` says what the
dump is, and `SHA256SUMS` what each file must be.
"""

import hashlib
import json
from collections.abc import Iterator
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urljoin
from zipfile import ZIP_DEFLATED, ZipFile

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import select
from sqlmodel import Session, col

from app.content.export import media_files, written_files
from app.media.queries import MediaGroup
from app.packs.models import Pack, PackLanguage, PublicState
from app.platform import clock
from app.platform.ids import text_hash
from app.platform.languages import Language
from app.platform.storage import Storage
from app.reading.pack_view import PackView, build_pack_view
from app.takeout.archive import CHUNK, StoredFile, add_file, member_of
from app.takeout.flavours import markdown_files
from app.takeout.queries import version_of

FORMAT = "passalong-dump-1"
CAPTIONS = ".vtt"


class Dumped(Struct, frozen=True):
    """A dump that was made: of how many packs, how large, and what it must be."""

    packs: int
    bytes: int
    sha256: str
    mark: str
    made_on: str


def marked(session: Session, language: str) -> tuple[list[int], str]:
    """Return the packs of a dump, and what differs whenever anything in it does."""
    rows = session.execute(
        select(col(Pack.id), col(Pack.key))
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(
            col(Pack.state) == PublicState.PUBLISHED,
            col(PackLanguage.language) == language,
            col(PackLanguage.title) != "",
        )
        .order_by(col(Pack.id))
    ).all()
    said = [FORMAT, language]
    said += [f"{key} {version_of(session, key)}" for _, key in rows]
    return [number for number, _ in rows], text_hash("\n".join(said))


class DumpWriter:
    """Writes one dump; nothing of it is kept in memory but the pack it is at."""

    def __init__(self, session: Session, storage: Storage, site: str) -> None:
        self.session, self.storage, self.site = session, storage, site

    def write(self, language: Language, target: IO[bytes]) -> Dumped:
        """Write the dump of a language; `target` is then at its end."""
        numbers, mark = marked(self.session, language.code)
        made_on = clock.now().date().isoformat()
        with (
            ZipFile(target, "w", ZIP_DEFLATED) as archive,
            TemporaryFile() as lines,
            TemporaryFile() as sums,
        ):
            for number in numbers:
                self._write_pack(archive, lines, sums, (number, language))
                # What was read stays in the session otherwise.
                self.session.expunge_all()
            manifest = {
                "format": FORMAT,
                "site": self.site,
                "language": language.tag,
                "made_on": made_on,
                "packs": len(numbers),
                "licences": "Each pack and each file says its own in packs.jsonl.",
            }
            _put(archive, sums, "manifest.json", _as_json(manifest, indent=2))
            _pour(archive, "packs.jsonl", lines, sums)
            _pour(archive, "SHA256SUMS", sums)
        size = target.tell()
        target.seek(0)
        return Dumped(len(numbers), size, _hash_of(target), mark, made_on)

    def _write_pack(
        self,
        archive: ZipFile,
        lines: IO[bytes],
        sums: IO[bytes],
        of: tuple[int, Language],
    ) -> None:
        number, language = of
        pack = self.session.get(Pack, number)
        if pack is None or pack.state != PublicState.PUBLISHED:
            # It was withdrawn since the list was made.
            return
        names = []
        for name, data in self._texts(pack, language.code):
            _put(archive, sums, name, data)
            names.append(name)
        for name, stored in self._captions(pack, language.code):
            add_file(archive, name, stored)
            with self.storage.open(stored.key) as file:
                _note(sums, name, _hash_of(file))
            names.append(name)
        view = build_pack_view(self.session, pack, [language.code])
        record = pack_record(view, language, self.site) | {"files": names}
        lines.write(_as_json(record) + b"\n")

    def _texts(self, pack: Pack, language: str) -> Iterator[tuple[str, bytes]]:
        for name, data in written_files(self.session, pack, [language]):
            yield f"packs/{pack.slug}/{name}", data
        for name, data in markdown_files(self.session, pack, language):
            yield f"markdown/{name}", data

    def _captions(self, pack: Pack, language: str) -> Iterator[tuple[str, StoredFile]]:
        for name, file in media_files(self.session, pack):
            if name.endswith(f".{language}{CAPTIONS}"):
                stored = StoredFile(
                    self.storage, file.key, file.content_type, file.bytes
                )
                yield f"packs/{pack.slug}/{name}", stored


def pack_record(view: PackView, language: Language, site: str) -> dict[str, Any]:
    """Return what a dump says of a pack: what, by whom, from what, which version."""
    pack, here = view.pack, view.here
    return {
        "id": pack.key,
        "slug": pack.slug,
        "address": f"{site}/{language.code}/packs/{pack.slug}",
        "title": view.title.text,
        "summary": view.summary.text,
        "language": language.tag,
        "source_language": view.source_language,
        "percent": here.percent if here else 0,
        "translated_by_machine": here.machine if here else 0,
        "version": view.version,
        "published_on": pack.published_at.date().isoformat(),
        "changed_on": pack.updated_at.date().isoformat(),
        "licence": pack.licence,
        "level": pack.level.value,
        "minutes": pack.minutes,
        "skills": list(view.skills),
        "credits": [{"name": one.name, "role": one.role} for one in view.credits],
        "organisations": [one.name for one in view.organisations],
        "projects": [
            {"title": one.title, "address": f"{site}/en/projects/{one.slug}"}
            for one in view.projects
        ],
        "sources": [{"title": one.title, "url": one.url} for one in view.sources],
        "media": [
            _media_record(one, language.code, site) for one in view.media.values()
        ],
    }


def _media_record(group: MediaGroup, language: str, site: str) -> dict[str, Any]:
    item = group.item
    return {
        "name": item.name,
        "kind": item.kind.value,
        "title": item.title,
        "author": item.author,
        "licence": item.licence,
        "source": item.source,
        "files": [
            {
                "url": urljoin(site, group.address(file, language)),
                "type": file.content_type,
                "bytes": file.bytes,
            }
            for file in group.variants
        ],
    }


def as_index(found: dict[str, Dumped]) -> bytes:
    """Return which dumps there are, by language, as it is stored."""
    return _as_json({code: asdict(one) for code, one in sorted(found.items())})


def _as_json(value: Any, *, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def _put(archive: ZipFile, sums: IO[bytes], name: str, data: bytes) -> None:
    add_file(archive, name, data)
    _note(sums, name, hashlib.sha256(data).hexdigest())


def _note(sums: IO[bytes], name: str, digest: str) -> None:
    sums.write(f"{digest}  {name}\n".encode())


def _pour(
    archive: ZipFile, name: str, source: IO[bytes], sums: IO[bytes] | None = None
) -> None:
    if sums is not None:
        source.seek(0)
        _note(sums, name, _hash_of(source))
    source.seek(0)
    with archive.open(member_of(name), "w") as target:
        copyfileobj(source, target, CHUNK)


def _hash_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()
