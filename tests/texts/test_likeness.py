"""Which pieces are alike: the quick way says what comparing everything says."""

from collections.abc import Iterator, Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from app.texts.likeness import IN_PLACE_MIN, OTHER_KIND_MIN, Pieces, pairs_alike
from app.texts.segments import Segment

WORDS = ("money ", "budget ", "ميزانية ", "मुद्रा ", "編集", "a ", "é", "people", " ")
PIECES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map("".join)
EDITS = st.lists(st.tuples(st.integers(0, 200), st.sampled_from(WORDS)), max_size=6)
KINDS = st.sampled_from(("paragraph", "heading"))
SEGMENTS = st.builds(Segment, KINDS, PIECES)


def _edited(text: str, edits: Sequence[tuple[int, str]]) -> str:
    for place, word in edits:
        text = text[:place] + word + text[place + len(word) // 2 :]
    return text


@st.composite
def _texts(draw: st.DrawFn) -> tuple[Pieces, Pieces]:
    """Two texts; the pieces of the second are edits of the first, or its own."""
    old = draw(st.lists(SEGMENTS, max_size=8))
    new = draw(st.lists(SEGMENTS, max_size=3))
    for segment in old:
        for _ in range(draw(st.integers(0, 2))):
            text = _edited(segment.text, draw(EDITS))
            new.append(Segment(draw(KINDS), text or "a"))
    return dict(enumerate(old)), dict(enumerate(draw(st.permutations(new))))


def _all_compared(
    olds: Pieces, news: Pieces, least: float
) -> Iterator[tuple[int, int]]:
    ranked = []
    for j, new in news.items():
        for i, old in olds.items():
            score = fuzz.ratio(new.text, old.text)
            if score >= (least if old.kind == new.kind else OTHER_KIND_MIN):
                ranked.append((-score, abs(i - j), i, j))
    paired_old, paired_new = set[int](), set[int]()
    for _, _, i, j in sorted(ranked):
        if i not in paired_old and j not in paired_new:
            paired_old.add(i)
            paired_new.add(j)
            yield i, j


def _are_doubtful(olds: Pieces, news: Pieces) -> bool:
    """Whether a piece is much like two: then the one in its place is its own."""
    alike = [
        (i, j)
        for i, old in olds.items()
        for j, new in news.items()
        if fuzz.ratio(new.text, old.text) >= IN_PLACE_MIN
    ]
    return len({i for i, _ in alike}) < len(alike) or (
        len({j for _, j in alike}) < len(alike)
    )


@settings(max_examples=100)
@given(_texts(), st.sampled_from((30.0, 50.0, 70.0)))
def test_near_ones_first_finds_what_comparing_everything_finds(
    texts: tuple[Pieces, Pieces], least: float
) -> None:
    assume(not _are_doubtful(*texts))

    quick = set(pairs_alike(*texts, least, much=-1))

    assert quick == set(_all_compared(*texts, least))
    assert quick == set(pairs_alike(*texts, least))


def test_of_two_much_alike_the_one_in_its_place_is_taken() -> None:
    steps = [f"Step {n} of all: open page {n * 37} and read." for n in range(8)]
    words = [f"budget{n}" for n in range(60)]
    now = " ".join(words)
    here = " ".join([*words[:53], *["otherwise"] * 7])
    far = " ".join([*["elsewhere"] * 6, *words[6:]])
    olds = [*steps[:4], here, *steps[4:], far]
    news = [*steps[:4], now, *steps[4:]]

    before, after = _numbered(olds), _numbered(news)
    quick = pairs_alike(before, after, 50.0, much=-1)
    slow = pairs_alike(before, after, 50.0)

    assert fuzz.ratio(far, now) > fuzz.ratio(here, now) >= IN_PLACE_MIN
    assert dict(quick) == {n: n for n in range(9)}
    assert dict(slow)[9] == 4


def _numbered(texts: Sequence[str]) -> Pieces:
    return {n: Segment("paragraph", text) for n, text in enumerate(texts)}


def test_the_same_words_a_hundred_times_are_paired_each_once() -> None:
    same = {n: Segment("paragraph", "the same words again") for n in range(100)}
    other = {n: Segment("paragraph", "the same words, again") for n in range(100)}

    pairs = list(pairs_alike(same, other, 50.0, much=-1))

    assert pairs == [(n, n) for n in range(100)]
