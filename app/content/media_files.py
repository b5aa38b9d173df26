"""Reads the media of a pack: what each item is, its files, its captions."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from app.content.folder_reader import ADD, AFTER_CODE, NO_LANGUAGE, FolderReader
from app.content.schemas import MediaFields
from app.media.captions import MAX_CAPTIONS_BYTES, read_cues
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.platform.told import Told

MAX_MEDIA_BYTES = 200 * 1024 * 1024
GONE = N_("%(name)s is missing")
TOO_LARGE, SMALLER = N_("%(name)s is too large"), Told(N_("Make it smaller"))
NO_CAPTIONS = Told(N_("not readable as captions"))
BEGIN_WEBVTT = Told(N_("Begin with WEBVTT, then cues with times"))
NOT_DESCRIBED = Told(N_("nothing says what this file is"))
DESCRIBE = Told(N_("Add a .toml file that lists it, or take it away"))


class MediaGroup(Struct, frozen=True):
    """A media item of a pack: its file, its fields, the folder its files are in."""

    name: str
    folder: Path
    text: str
    fields: MediaFields

    @property
    def posters(self) -> list[Path]:
        """The pictures shown before it plays."""
        return sorted(self.folder.glob(f"{self.name}.poster.*"))

    @property
    def has_pages(self) -> bool:
        """Whether it is a document with pictures of its pages."""
        return any(variant.page for variant in self.fields.files)

    @property
    def captions(self) -> list[Path]:
        """Its captions, one file a language."""
        return sorted(self.folder.glob(f"{self.name}.*.vtt"))


def read_media(reader: FolderReader, folder: Path) -> tuple[MediaGroup, ...]:
    """Return the media in a folder, noting problems of what is broken."""
    groups = []
    for path in sorted(folder.glob("*.toml")):
        reader.check_name(path, path.stem)
        read = reader.fields(path, MediaFields)
        if read is not None:
            groups.append(MediaGroup(path.stem, folder, *read))
            _check_files(reader, path, groups[-1])
    _check_that_all_are_described(reader, folder, groups)
    return tuple(groups)


def _check_files(reader: FolderReader, path: Path, group: MediaGroup) -> None:
    for variant in group.fields.files:
        file = group.folder / variant.file
        line = _line_with(group.text, variant.file)
        if not file.is_file():
            reader.report(path, line, Told(GONE, name=variant.file), ADD)
        elif file.stat().st_size > MAX_MEDIA_BYTES:
            reader.report(path, line, Told(TOO_LARGE, name=variant.file), SMALLER)
    for captions in group.captions:
        _check_captions(reader, captions)


def _line_with(text: str, words: str) -> int:
    return text.count("\n", 0, max(text.find(f'"{words}"'), 0)) + 1


def _check_captions(reader: FolderReader, path: Path) -> None:
    code = path.name.split(".")[-2]
    language = find_language(code)
    if language is None or language.pseudo or language.code != code:
        reader.report(path, 1, Told(NO_LANGUAGE, code=code), AFTER_CODE)
    text = reader.text(path, MAX_CAPTIONS_BYTES)
    if text is None:
        return
    try:
        cues = read_cues(text)
    except ValueError:
        cues = ()
    if not cues:
        reader.report(path, 1, NO_CAPTIONS, BEGIN_WEBVTT)


def _check_that_all_are_described(
    reader: FolderReader, folder: Path, groups: list[MediaGroup]
) -> None:
    known = {name for group in groups for name in _names(group)}
    broken = {problem.file for problem in reader.problems}
    for path in sorted(folder.glob("[!.]*")):
        is_unread = any(
            name.startswith(reader.name(path).partition(".")[0]) for name in broken
        )
        if path.suffix != ".toml" and path.name not in known and not is_unread:
            reader.report(path, 1, NOT_DESCRIBED, DESCRIBE)


def _names(group: MediaGroup) -> Iterator[str]:
    yield from (variant.file for variant in group.fields.files)
    yield from (path.name for path in (*group.posters, *group.captions))
