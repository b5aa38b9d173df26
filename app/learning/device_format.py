"""The cookie of a device: a few hundred bytes, signed, read without trust.

    version · nonce · languages · packs, oldest first · details, newest first

A cookie that is forged, cut, too long or of a version we do not read is the same as
none: the reader starts with a fresh one.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence

from itsdangerous import BadSignature, Signer

from app.learning.device import (
    MAX_CHOSEN,
    Details,
    Device,
    DeviceAnswer,
    DevicePack,
)

VERSION = 1
NONCE_BYTES = 6
# With its name, `__Host-learning=`, the cookie stays below 1,024 bytes.
MAX_VALUE_BYTES = 1000
_SIGNATURE_BYTES = 44
MAX_PAYLOAD_BYTES = (MAX_VALUE_BYTES - _SIGNATURE_BYTES) * 3 // 4
MAX_PACKS = 250
MAX_ITEMS = 255
_FINISHED = 0x80
_RIGHT = 0x80
_TYPED = 0x40


def cookie_name(*, secure: bool) -> str:
    """Return the cookie's name, bound to the host where the browser can hold it so."""
    return "__Host-learning" if secure else "learning"


def write_device(device: Device, keys: Sequence[str]) -> str:
    """Return the signed value for the cookie, leaving out what has no room."""
    payload = urlsafe_b64encode(encode(device)).rstrip(b"=")
    return _signer(keys).sign(payload).decode()


def read_device(value: str | None, keys: Sequence[str]) -> Device:
    """Return what a cookie holds; whatever we did not write ourselves is empty."""
    if not value or len(value) > MAX_VALUE_BYTES:
        return Device()
    try:
        payload = _signer(keys).unsign(value)
        return decode(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    except (BadSignature, ValueError, IndexError):
        return Device()


def encode(device: Device, limit: int = MAX_PAYLOAD_BYTES) -> bytes:
    """Return the bytes of a device, at most `limit`."""
    packs = list(device.packs.items())[-MAX_PACKS:]
    while len(head := _head(device, dict(packs))) > limit:
        del packs[0]
    places = {key: index for index, (key, _) in enumerate(packs)}
    parts = [head]
    room = limit - len(head)
    for (key, number), details in reversed(device.details.items()):
        if key not in places:
            continue
        part = bytes([places[key], number]) + _details(details)
        room -= len(part)
        if room < 0:
            break
        parts.append(part)
    return b"".join(parts)


def decode(data: bytes) -> Device:
    """Read the bytes of a device; raise ValueError or IndexError for anything else."""
    reader = _Reader(data)
    if reader.byte() != VERSION:
        raise ValueError("a version we do not read")
    device = Device(nonce=reader.take(NONCE_BYTES))
    languages = [reader.text() for _ in range(reader.byte())]
    for _ in range(reader.byte()):
        key = reader.text()
        language, last = languages[reader.byte()], reader.byte()
        done = _numbers(reader.integer())
        device.packs[key] = DevicePack(
            language, last & ~_FINISHED, done, bool(last & _FINISHED)
        )
    keys = list(device.packs)
    newest_first = []
    while not reader.is_at_end:
        spot = (keys[reader.byte()], reader.byte())
        newest_first.append((spot, reader.details()))
    device.details = dict(reversed(newest_first))
    return device


def _head(device: Device, packs: dict[str, DevicePack]) -> bytes:
    languages = list(dict.fromkeys(pack.language for pack in packs.values()))
    parts = [bytes([VERSION]), device.nonce.ljust(NONCE_BYTES, b"\0")]
    parts += [bytes([len(languages)]), *(_text(code) for code in languages)]
    parts.append(bytes([len(packs)]))
    for key, pack in packs.items():
        last = pack.last_module | (_FINISHED if pack.is_finished else 0)
        mask = sum(1 << number for number in pack.done)
        place = bytes([languages.index(pack.language), last])
        parts.append(_text(key) + place + _integer(mask))
    return b"".join(parts)


def _details(details: Details) -> bytes:
    answers = list(details.answers.items())[-MAX_ITEMS:]
    ticks = sorted(details.ticks)[:MAX_ITEMS]
    parts = [bytes([len(answers)])]
    parts += [_answer(quiz, answer) for quiz, answer in answers]
    parts.append(bytes([len(ticks)]))
    parts += [tick.to_bytes(2, "big") for tick in ticks]
    return b"".join(parts)


def _answer(quiz: int, answer: DeviceAnswer) -> bytes:
    flags = answer.tries | (_RIGHT if answer.is_right else 0)
    if answer.text is not None:
        return quiz.to_bytes(2, "big") + bytes([flags | _TYPED]) + _text(answer.text)
    chosen = answer.chosen if len(answer.chosen) <= MAX_CHOSEN else ()
    marks = b"".join(mark.to_bytes(2, "big") for mark in chosen)
    return quiz.to_bytes(2, "big") + bytes([flags, len(chosen)]) + marks


def _text(text: str) -> bytes:
    raw = text.encode()
    return bytes([len(raw)]) + raw


def _integer(number: int) -> bytes:
    size = -(-number.bit_length() // 8)
    return bytes([size]) + number.to_bytes(size, "big")


def _numbers(mask: int) -> frozenset[int]:
    return frozenset(n for n in range(mask.bit_length()) if mask >> n & 1)


class _Reader:
    """Reads bytes from the front; raises when there are too few."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.data)

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) != count:
            raise ValueError("the cookie is cut")
        self.at += count
        return found

    def text(self) -> str:
        return self.take(self.byte()).decode()

    def integer(self) -> int:
        return int.from_bytes(self.take(self.byte()), "big")

    def marks(self, count: int) -> Iterator[int]:
        for _ in range(count):
            yield int.from_bytes(self.take(2), "big")

    def details(self) -> Details:
        answers = dict(self._answer() for _ in range(self.byte()))
        return Details(answers, frozenset(self.marks(self.byte())))

    def _answer(self) -> tuple[int, DeviceAnswer]:
        quiz = next(self.marks(1))
        flags = self.byte()
        is_right, tries = bool(flags & _RIGHT), flags & ~(_RIGHT | _TYPED)
        if flags & _TYPED:
            return quiz, DeviceAnswer(is_right, tries, text=self.text())
        return quiz, DeviceAnswer(is_right, tries, tuple(self.marks(self.byte())))


def _signer(keys: Sequence[str]) -> Signer:
    return Signer(list(keys), salt="learning.device", digest_method=hashlib.sha256)
