"""What somebody asks for, taken apart: words, phrases, and what must not be there."""

from dataclasses import dataclass

MAX_QUERY_CHARACTERS = 200


@dataclass(frozen=True)
class Query:
    """A search as it is looked for; every text is folded (`app.search.folding`).

    `words` must all be there, in any order, the last one as the beginning of a word
    when `is_prefix`. `phrases` must be there as they are; `excluded` must not.
    `raw` is what was typed, within the limit, without control characters.
    """

    raw: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    is_prefix: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.phrases)
