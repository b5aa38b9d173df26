"""ZIP files that strangers made are read within limits, or refused at once."""

import io
import random
import stat
import zipfile
from collections.abc import Callable

import pytest

from app.platform.archives import ArchiveError, ArchiveLimits, read_archive

LIMITS = ArchiveLimits(members=20, total_bytes=300_000, member_bytes=200_000)
SEED = 20_261_120


def made(*files: tuple[str | zipfile.ZipInfo, bytes], packed: bool = True) -> bytes:
    buffer = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def read(data: bytes, limits: ArchiveLimits = LIMITS) -> dict[str, bytes]:
    return dict(read_archive(io.BytesIO(data), limits))


def member(name: str, **values: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for key, value in values.items():
        setattr(info, key, value)
    return info


def noise(size: int) -> bytes:
    return random.Random(SEED).randbytes(size)  # noqa: S311 (no secret)


def patched(data: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """Return the ZIP with its central directory changed, where members are listed."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        change(changed, at)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def lie_about_size(data: bytearray, at: int) -> None:
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")


def share_bytes(data: bytearray, at: int) -> None:
    data[at + 42 : at + 46] = (0).to_bytes(4, "little")


def mark_encrypted(data: bytearray, at: int) -> None:
    data[at + 8] |= 1


def test_files_come_out_as_they_were_and_folders_do_not() -> None:
    data = made(("packs/", b""), ("packs/a.po", b"one"), ("béné.po", b"two"))

    assert read(data) == {"packs/a.po": b"one", "béné.po": b"two"}


NAMES = [
    *("../a.po", "a/../../b.po", "/etc/a.po", "C:/a.po", "a\\b.po", "..\\a.po"),
    *("a\n.po", "a\u202eop.a", "a" * 300, "//host/a.po", "a:b"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ArchiveError, match="not allowed"):
        read(made((name, b"x")))


HOSTILE = {
    "too many": (made(*((f"{n}.po", b"x") for n in range(30))), "too many"),
    "too large": (made(("a.po", noise(250_000))), "too large"),
    "too large together": (
        made(*((f"{n}.po", noise(150_000)) for n in range(3))),
        "too large",
    ),
    "a bomb": (made(("a.po", bytes(190_000))), "too large"),
    "a bomb that lies": (
        patched(made(("a.po", bytes(190_000))), lie_about_size),
        "broken",
    ),
    "two of one name": (made(("a.po", b"x"), ("A.po", b"y")), "one name"),
    "a folder of that name": (made(("a", b"x"), ("a/", b"")), "one name"),
    "a link": (
        made((member("a.po", external_attr=(stat.S_IFLNK | 0o777) << 16), b"/etc")),
        "plain file",
    ),
    "a device": (
        made((member("a.po", external_attr=(stat.S_IFCHR | 0o666) << 16), b"")),
        "plain file",
    ),
    "an archive": (made(("a.zip", made(("b.po", b"x")))), "archive in it"),
    "another archive": (made(("a.tar", b"x"), ("b.po", b"x")), "archive in it"),
    "shared bytes": (
        patched(made(("a.po", noise(9)), ("b.po", noise(9))), share_bytes),
        "share their bytes",
    ),
    "a secret": (patched(made(("a.po", b"x")), mark_encrypted), "encrypted"),
    "an unusual way": (
        made((member("a.po", compress_type=zipfile.ZIP_LZMA), b"x")),
        "unusual",
    ),
    "no ZIP": (b"GIF89a", "not a ZIP"),
    "nothing": (b"", "not a ZIP"),
    "half of one": (made(("a.po", noise(9_000)))[:5_000], "not a ZIP"),
    "no head": (made(("a.po", noise(9_000)))[5_000:], "share their bytes"),
    "wrong bytes": (
        made(("a.po", b"x" * 99), packed=False).replace(b"x" * 99, b"y" * 99),
        "broken",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_the_reason(name: str) -> None:
    data, reason = HOSTILE[name]

    with pytest.raises(ArchiveError, match=reason):
        read(data)


def test_mutated_archives_are_read_or_refused_and_never_anything_else() -> None:
    data = made(("a.po", b"one" * 50), ("b/c.po", noise(300)), ("d.po", b""))
    chance = random.Random(SEED)  # noqa: S311 (the same mutants every time)
    kept = 0

    for _ in range(2_000):
        mutant = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        try:
            read(bytes(mutant[: chance.randint(len(mutant) // 2, len(mutant) * 2)]))
        except ArchiveError:
            continue
        kept += 1

    assert 0 < kept < 2_000, "some can be read and some cannot"
