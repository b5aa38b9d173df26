import time

import pytest

from app.platform.languages import (
    best_match,
    parse_accept_language,
    search_languages,
)


@pytest.mark.parametrize(
    ("accepted", "available", "best"),
    [
        (["pt-BR", "en"], ["en", "pt-br", "pt"], "pt-br"),
        (["pt-PT", "en"], ["en", "pt-br"], "pt-br"),
        (["en-NG"], ["fr", "en"], "en"),
        (["en"], ["fr", "en-gb"], "en-gb"),
        (["zh-TW", "en"], ["en", "zh-hans"], "zh-hans"),
        (["zh-Hant-MO"], ["zh-hans", "zh-hant"], "zh-hant"),
        (["nan-TW"], ["en", "zh-min-nan"], "zh-min-nan"),
        (["fat-GH"], ["en", "tw"], "tw"),
        (["dag", "fr"], ["en", "fr"], "fr"),
        (["qqx", "mos"], ["en", "fr"], "fr"),
        (["sr"], ["ru", "sr-latn"], "sr-latn"),
        (["pa"], ["en", "pnb"], None),
        (["en"], ["en-xa", "x-xss"], None),
        (["*", "", "--"], ["en"], None),
        ([], ["en"], None),
        (["en"], [], None),
        (["en"], ["not-a-language"], None),
    ],
)
def test_the_best_match_is_the_readers_nearest_language(
    accepted: list[str], available: list[str], best: str | None
) -> None:
    assert best_match(accepted, available) == best


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", ()),
        ("dag", ("dag",)),
        ("fr;q=0.5, dag, en;q=0.8", ("dag", "en", "fr")),
        ("en-GB,en;q=0.9,*;q=0.1", ("en-gb", "en")),
        ("de ; q=1.000 , fr;q=0", ("de",)),
        ("en;q=0.5,en", ("en",)),
        ("en;q=2, fr;q=-1, de;q=nan, it;q=1e9, es;q=0.1234, pt", ("pt",)),
        ("en;q=\u0661, fr", ("fr",)),
        ("<script>, ../../etc, en\r\nX: y, \0, fr", ("fr",)),
        (",,,;;;===", ()),
    ],
)
def test_an_accept_language_header_is_read_in_order_of_wish(
    header: str, tags: tuple[str, ...]
) -> None:
    assert parse_accept_language(header) == tags


def test_only_the_first_kilobyte_of_a_header_is_read() -> None:
    header = "x" * 1020 + ",dag," + "fr," * 10

    assert parse_accept_language(header) == ()


def test_a_header_cut_in_the_middle_of_a_tag_gives_no_half_tag() -> None:
    header = "en," * 341 + "fra-CA"

    assert parse_accept_language(header) == ("en",)


def test_no_more_tags_are_given_than_asked_for() -> None:
    header = ",".join(f"a{chr(97 + n)}" for n in range(26))

    assert len(parse_accept_language(header)) == 20
    assert parse_accept_language(header, limit=2) == ("aa", "ab")
    assert parse_accept_language(header, limit=-1) == ()


@pytest.mark.parametrize(
    "header",
    [
        "a-" * 500_000,
        "en;q=" + "0" * 500_000,
        " \t" * 500_000,
        "," * 1_000_000,
        ";q=" * 9,
    ],
)
def test_a_hostile_header_costs_nothing(header: str) -> None:
    start = time.process_time()

    tags = parse_accept_language(header)
    best_match([*tags, header], ["en"])

    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("fat", "fat"),
        ("Fante", "fat"),
        ("fanti", "fat"),
        ("portugues", "pt"),
        ("PORTUGUÊS DO", "pt-br"),
        ("Farefare", "gur"),
        ("frafra", "gur"),
        ("kvsaal", "kus"),
        ("Yoruba", "yo"),
        ("chichewa", "ny"),
        ("العربية", "ar"),
        ("العر", "ar"),
        ("中文", "zh"),
        ("zh-tw", "zh-hant"),
        ("en", "en"),
        ("हिन्दी", "hi"),
    ],
)
def test_a_search_finds_code_autonym_and_english_name(query: str, first: str) -> None:
    assert search_languages(query, 5)[0].code == first


def test_names_that_begin_so_come_before_names_that_contain_it() -> None:
    codes = [language.code for language in search_languages("ara", 50)]

    assert codes.index("ar") < codes.index("arz")


@pytest.mark.parametrize("query", ["", "   ", "\u0301", "zzzzz", "x" * 1_000_000])
def test_a_search_for_nothing_known_finds_nothing(query: str) -> None:
    assert search_languages(query, 5) == []


def test_a_search_gives_no_more_than_asked_for() -> None:
    assert len(search_languages("a", 3)) == 3
    assert search_languages("a", 0) == []
