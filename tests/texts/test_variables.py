"""Variables: what a text refers to is taken out and put back without a loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.texts.variables import (
    VariableKind,
    fill,
    mask,
    mask_like,
    skeleton_hash,
    used_numbers,
)

WHOLE = (
    'See [the *page*](source:x "title"), ![a map](map.png), <https://example.org>, '
    "[^2], {{name}}, {7} and [more][ref]."
)


def test_everything_a_text_refers_to_is_numbered_in_order() -> None:
    masked = mask(WHOLE)

    assert masked.text == (
        'See [the *page*]({1} "title"), ![a map]({2}), {3}, {4}, {5}, {6} and '
        "[more][{7}]."
    )
    assert [(v.kind.value, v.value) for v in masked.variables] == [
        ("link", "source:x"),
        ("image", "map.png"),
        ("address", "<https://example.org>"),
        ("footnote", "[^2]"),
        ("name", "{{name}}"),
        ("number", "{7}"),
        ("reference", "ref"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`[code](x) {1}` and ``a ` {2}``",
        r"\[not](a link) \{1}",
        "[a] (b)",
        "](c)",
        "[a]()",
        "a < b > c, 1 < 2",
        "{ 1 } {name}",
    ],
)
def test_what_only_looks_like_a_reference_stays(text: str) -> None:
    masked = mask(text)

    kinds = {variable.kind for variable in masked.variables}
    assert fill(masked.text, masked) == text
    assert kinds <= {VariableKind.NUMBER}


TEXTS = st.text(st.sampled_from(list("ab []()!{}<>`\\^:/.1\n")), max_size=40)


@given(TEXTS)
def test_filling_what_was_masked_gives_the_same_text(text: str) -> None:
    masked = mask(text)

    assert fill(masked.text, masked) == text


@given(TEXTS)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text

    assert mask(once).text == once


@pytest.mark.parametrize(
    "text", ["[](<>1", "[a](<>1)", "[a](<https://example.org>b c)", "![](<a>{1})"]
)
def test_what_is_no_link_after_all_is_masked_once(text: str) -> None:
    masked = mask(text)

    assert mask(masked.text).text == masked.text
    assert fill(masked.text, masked) == text


def test_a_translation_is_masked_by_what_its_source_refers_to() -> None:
    source = mask("[One](a) and [two](a) and [three](b).")

    text = mask_like("[Trois](b), [un](a), [deux](a), [autre](c).", source)

    assert text == "[Trois]({3}), [un]({1}), [deux]({2}), [autre](c)."


def test_a_variable_that_is_written_already_is_not_given_again() -> None:
    source = mask("[One](a) and [two](a).")

    assert mask_like("[Deux]({1}) et [un](a).", source) == "[Deux]({1}) et [un]({2})."


def test_numbers_nobody_has_stay_as_they_are() -> None:
    assert fill("{1} {2}", mask("[a](b)")) == "b {2}"
    assert used_numbers("{2} `{3}` {2}") == [2, 2]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("See [it](a).", "See [it](b).", True),
        ("See  it\nnow.", "See it now.", True),
        ("Cafe\u0301", "Café", True),
        ("See [it](a).", "See [it](a) and [that](b).", False),
        ("Pay {{fee}}.", "Pay {{price}}.", False),
        ("Note[^1].", "Note[^7].", True),
        ("Use `a`.", "Use `b`.", False),
    ],
)
def test_wordings_have_one_skeleton_when_only_targets_and_spaces_differ(
    one: str, other: str, *, is_same: bool
) -> None:
    assert (skeleton_hash(one) == skeleton_hash(other)) == is_same
