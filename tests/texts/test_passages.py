"""A module's file falls into passages, and one can be changed without the others."""

from app.texts.passages import passages_of, with_passage

TEXT = """+++
title = "A bench"
+++

## Wood

Dry wood bends less.
It costs more.

::: quiz one
Which wood?

- [x] Dry
  > Yes.
- [ ] Wet
  > No.
:::

- one
- two
"""


def test_each_block_is_a_passage_and_a_whole_quiz_is_one() -> None:
    texts = [passage.text for passage in passages_of(TEXT)]

    assert texts[:2] == ["## Wood", "Dry wood bends less.\nIt costs more."]
    assert texts[2].startswith("::: quiz one")
    assert texts[2].endswith("> No.\n:::")
    assert texts[3] == "- one\n- two"
    assert len(texts) == 4


def test_passages_stand_where_they_say() -> None:
    assert all(TEXT[p.start : p.end] == p.text for p in passages_of(TEXT))


def test_other_words_change_one_passage_and_nothing_else() -> None:
    second = passages_of(TEXT)[1]

    changed = with_passage(TEXT, second, "Wet wood bends.\n\n")

    assert changed == TEXT.replace(second.text, "Wet wood bends.")


def test_a_passage_without_words_is_taken_out_with_its_blank_line() -> None:
    second = passages_of(TEXT)[1]

    changed = with_passage(TEXT, second, "")

    assert changed == TEXT.replace(second.text + "\n\n", "")


def test_a_text_of_nothing_has_no_passages() -> None:
    assert passages_of("+++\n+++\n") == []
