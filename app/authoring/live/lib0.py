"""Numbers and pieces as Yjs writes them: the encoding of its library lib0.

Strict where pycrdt is not: it takes letters on trust that are no UTF-8, and sets aside
as much memory as somebody says that will be needed.
"""

# The largest number browsers count exactly.
MAX_NUMBER = 2**53 - 1


class Unreadable(Exception):
    """What was sent is no update of a document, or not of one of ours."""


class Reader:
    """Reads numbers and sized pieces one after the other; raises Unreadable."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def byte(self) -> int:
        """Return the next byte."""
        if self._place == len(self._content):
            raise Unreadable("cut short")
        self._place += 1
        return self._content[self._place - 1]

    def number(self) -> int:
        """Return the next number."""
        found = shift = 0
        while self._place < len(self._content) and shift < 56:
            byte = self._content[self._place]
            self._place += 1
            found |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        else:
            raise Unreadable("number")
        if found > MAX_NUMBER:
            raise Unreadable("number")
        return found

    def count(self) -> int:
        """Return how many things follow: no more than there are bytes for them."""
        found = self.number()
        if found > len(self._content) - self._place:
            raise Unreadable("count")
        return found

    def piece(self) -> bytes:
        """Return the next piece, whose length stands before it."""
        end = self.number() + self._place
        if end > len(self._content):
            raise Unreadable("length")
        piece = self._content[self._place : end]
        self._place = end
        return piece

    def text(self) -> str:
        """Return the next piece as text."""
        try:
            return self.piece().decode()
        except UnicodeDecodeError as error:
            raise Unreadable("text") from error

    def skip(self, count: int) -> None:
        """Go past so many bytes."""
        if count > len(self._content) - self._place:
            raise Unreadable("cut short")
        self._place += count

    def end(self) -> None:
        """Raise Unreadable when something is left."""
        if self._place != len(self._content):
            raise Unreadable("more than a frame")


def number(value: int) -> bytes:
    """Return a number as the protocol writes it, seven bits to a byte."""
    written = bytearray()
    while value > 0x7F:
        written.append(0x80 | value & 0x7F)
        value >>= 7
    written.append(value)
    return bytes(written)


def sized(content: bytes) -> bytes:
    """Return a piece with its length before it."""
    return number(len(content)) + content
