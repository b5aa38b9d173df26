"""In which language each document is, by its id: a byte for each."""

from collections.abc import Iterable

# A byte has no room for more: all languages beyond are one.
MOST = 255


class Tongues:
    """The languages of documents. Nobody changes it while others may read it.

    `documents` has the number of a language at the id of each document written in it,
    and 0 where there is no document.
    """

    def __init__(self) -> None:
        self.documents = bytearray()
        self._numbers: dict[str, int] = {}

    def copy(self) -> "Tongues":
        """Return the same, to be changed."""
        other = Tongues()
        other.documents = self.documents[:]
        other._numbers = self._numbers.copy()
        return other

    def put(self, document: int, language: str) -> None:
        """Note in which language a document is."""
        missing = document + 1 - len(self.documents)
        if missing > 0:
            self.documents.extend(bytes(missing))
        number = min(len(self._numbers) + 1, MOST)
        self.documents[document] = self._numbers.setdefault(language, number)

    def numbers(self, languages: Iterable[str]) -> bytes:
        """Return the numbers of some languages, of those that anything is in."""
        known = (self._numbers.get(language, 0) for language in languages)
        return bytes({number for number in known if number})
