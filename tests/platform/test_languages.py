import gettext
import re
import subprocess
import sys

import pytest
from babel import Locale

from app.platform.languages import (
    DATA_FILE,
    PSEUDO_CODES,
    UnknownLanguage,
    all_languages,
    fallback_chain,
    find_language,
    get_language,
    plural_index,
    search_languages,
)

RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"}
LANGUAGE_TAG = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?"
)
FIRST_CLASS = [
    "dag",
    "fat",
    "gur",
    "mos",
    "tum",
    "kus",
    "tw",
    "zh-min-nan",
    "be-tarask",
    "ff-adlm",
    "dga",
    "bci",
    "pcm",
    "ig",
    "yo",
    "ha",
    "sw",
    "am",
    "ti",
    "om",
    "so",
    "rw",
    "rn",
    "lg",
    "ln",
    "kg",
    "ny",
    "sn",
    "st",
    "tn",
    "ts",
    "ve",
    "xh",
    "zu",
    "ss",
    "nr",
    "nso",
    "ak",
    "als",
    "pt-br",
    "zh-hans",
    "zh-hant",
    "en",
    "fr",
    "es",
    "ar",
    "pt",
    "ru",
    "sr",
    "sr-latn",
]
EVERY_CODE = [language.code for language in all_languages()] + sorted(PSEUDO_CODES)


def rows() -> list[list[str]]:
    lines = DATA_FILE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_there_are_at_least_four_hundred_languages() -> None:
    assert len(all_languages()) >= 400


@pytest.mark.parametrize("code", FIRST_CLASS)
def test_a_first_class_language_is_there_under_its_own_code(code: str) -> None:
    language = get_language(code)

    assert language.code == code
    assert language.autonym
    assert language.name


def test_every_line_has_every_column_and_a_code_of_its_own() -> None:
    header, *data = rows()

    assert {len(row) for row in data} == {len(header)}
    assert len({row[0] for row in data}) == len(data)


def test_lines_are_sorted_so_that_changes_are_easy_to_read() -> None:
    codes = [language.code for language in all_languages()]

    assert codes == sorted(codes)


def test_no_alias_is_a_code_or_stands_for_two_languages() -> None:
    aliases = [alias for row in rows()[1:] for alias in row[9].split(",") if alias]

    assert len(set(aliases)) == len(aliases)
    assert not set(aliases) & set(EVERY_CODE)


def test_every_alias_is_found_and_leads_to_its_line() -> None:
    for row in rows()[1:]:
        for spelling in filter(None, (row[1], *row[9].split(","))):
            found = find_language(spelling)
            assert found
            assert found.code == row[0], spelling


def test_codes_are_lower_case_and_fit_in_a_url() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in EVERY_CODE)


def test_every_tag_is_well_formed_and_used_once() -> None:
    tags = [get_language(code).tag for code in EVERY_CODE]

    assert [tag for tag in tags if not LANGUAGE_TAG.fullmatch(tag)] == []
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("be-tarask", "be-tarask"),
        ("zh-min-nan", "nan"),
        ("als", "gsw"),
        ("pt-br", "pt-BR"),
        ("ff-adlm", "ff-Adlm"),
        ("map-bms", "jv-x-bms"),
        ("de-formal", "de-x-formal"),
    ],
)
def test_the_tag_is_what_browsers_understand(code: str, tag: str) -> None:
    assert get_language(code).tag == tag


def test_direction_follows_the_script() -> None:
    for code in EVERY_CODE:
        language = get_language(code)
        expected = "rtl" if language.script in RIGHT_TO_LEFT else "ltr"
        assert language.direction == expected, code


@pytest.mark.parametrize(
    "code",
    [
        "ar",
        "fa",
        "ur",
        "he",
        "yi",
        "dv",
        "nqo",
        "ff-adlm",
        "syc",
        "rhg",
        "ckb",
        "ks",
        "sd",
        "ug",
        "ps",
        "ms-arab",
        "ar-xb",
    ],
)
def test_this_language_is_written_from_right_to_left(code: str) -> None:
    assert get_language(code).direction == "rtl"


@pytest.mark.parametrize(
    "code", ["ff", "ku", "ha", "sd-deva", "az", "tr", "en", "dag", "x-xss", "en-xa"]
)
def test_this_language_is_written_from_left_to_right(code: str) -> None:
    assert get_language(code).direction == "ltr"


def test_fallbacks_are_languages_that_exist() -> None:
    known = {language.code for language in all_languages()}

    assert {link for code in EVERY_CODE for link in fallback_chain(code)} <= known


def test_a_chain_never_comes_back_to_where_it_was() -> None:
    for code in EVERY_CODE:
        chain = fallback_chain(code)
        assert code not in chain
        assert len(set(chain)) == len(chain)


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("pt-br", ("pt",)),
        ("pt", ("pt-br",)),
        ("be-tarask", ("be",)),
        ("bci", ("fr",)),
        ("fat", ("tw", "ak", "en")),
        ("lez", ("ru", "az")),
        ("tum", ("ny", "en")),
        ("shi-tfng", ("shi", "fr")),
        ("fr", ()),
    ],
)
def test_a_chain_goes_from_near_to_far(code: str, chain: tuple[str, ...]) -> None:
    assert fallback_chain(code) == chain


def test_every_plural_expression_gives_every_form_and_no_other() -> None:
    numbers = (*range(1200), 1000, 100_000, 1_000_000)
    for code in EVERY_CODE:
        forms = {plural_index(code, number) for number in numbers}
        assert forms == set(range(get_language(code).plural_count)), code


def test_the_longest_plural_expression_still_fits_gettext() -> None:
    longest = max((get_language(code).plural_forms for code in EVERY_CODE), key=len)

    assert gettext.c2py(longest.partition("plural=")[2].rstrip(";"))(1) == 1


def test_arabic_has_six_forms() -> None:
    numbers = (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)

    assert get_language("ar").plural_count == 6
    assert [plural_index("ar", n) for n in numbers] == [0, 1, 2, 3, 3, 4, 4, 5, 5, 3]


@pytest.mark.parametrize(
    ("code", "numbers", "forms"),
    [
        ("en", (0, 1, 2), [1, 0, 1]),
        ("fr", (0, 1, 2), [0, 0, 1]),
        ("ru", (1, 2, 5, 11, 21, 22), [0, 1, 2, 2, 0, 1]),
        ("pl", (1, 2, 5, 21, 22), [0, 1, 2, 2, 1]),
        ("cs", (1, 2, 5), [0, 1, 2]),
        ("lv", (0, 1, 2, 11, 21), [0, 1, 2, 0, 1]),
        ("cy", (0, 1, 2, 3, 4, 6), [0, 1, 2, 3, 5, 4]),
        ("he", (1, 2, 3), [0, 1, 2]),
        ("ja", (0, 1, 2), [0, 0, 0]),
        ("yo", (0, 1, 2), [0, 0, 0]),
        ("zh-min-nan", (0, 1, 2), [0, 0, 0]),
        ("dag", (0, 1, 2), [1, 0, 1]),
    ],
)
def test_numbers_choose_their_form(
    code: str, numbers: tuple[int, ...], forms: list[int]
) -> None:
    assert [plural_index(code, number) for number in numbers] == forms


def test_a_negative_number_takes_the_form_of_its_size() -> None:
    assert plural_index("en", -1) == plural_index("en", 1)


def test_fanti_stays_fanti_and_does_not_become_akan() -> None:
    fanti = find_language("FAT")

    assert fanti
    assert (fanti.code, fanti.tag, fanti.babel_locale) == ("fat", "fat", None)


def test_twi_stays_twi_and_does_not_become_akan() -> None:
    twi = get_language("tw")

    assert (twi.code, twi.tag, twi.babel_locale) == ("tw", "tw", None)


def test_babel_reads_each_locale_as_the_same_language_and_direction() -> None:
    for language in all_languages():
        if not language.babel_locale or language.code == "tl":
            continue
        locale = Locale.parse(language.babel_locale)
        assert locale.language == language.base, language.code
        assert (locale.text_direction == "rtl") == (language.direction == "rtl")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PT_BR", "pt-br"),
        (" pt-BR ", "pt-br"),
        ("bat-smg", "sgs"),
        ("roa-rup", "rup"),
        ("fiu-vro", "vro"),
        ("no", "nb"),
        ("zh-cn", "zh-hans"),
        ("zh_TW", "zh-hant"),
        ("zh-Hant-TW", "zh-hant"),
        ("zh-classical", "lzh"),
        ("zh-yue", "yue"),
        ("nan", "zh-min-nan"),
        ("gsw", "als"),
        ("als", "als"),
        ("be-x-old", "be-tarask"),
        ("sr-ec", "sr"),
        ("sr-el", "sr-latn"),
        ("simple", "en-simple"),
        ("de-x-formal", "de-formal"),
        ("tl", "tl"),
        ("fil", "tl"),
        ("iw", "he"),
        ("x-xss", "x-xss"),
        ("en-x-xss", "x-xss"),
    ],
)
def test_other_spellings_find_our_language(text: str, code: str) -> None:
    found = find_language(text)

    assert found
    assert found.code == code


@pytest.mark.parametrize(
    "text", ["", "-", "qqx", "en-zz", "../en", "e" * 100_000, "en\0", "İ"]
)
def test_what_is_no_language_is_not_found(text: str) -> None:
    assert find_language(text) is None


def test_getting_an_unknown_language_says_which() -> None:
    with pytest.raises(UnknownLanguage, match="qqx") as caught:
        get_language("qqx")

    assert isinstance(caught.value, LookupError)
    assert caught.value.code == "qqx"


def test_pseudo_locales_are_known_but_never_listed() -> None:
    listed = {language.code for language in all_languages()}

    assert {"en-xa", "ar-xb", "x-xss"} == PSEUDO_CODES
    assert not listed & PSEUDO_CODES
    assert all(get_language(code).pseudo for code in PSEUDO_CODES)
    assert not any(language.pseudo for language in all_languages())
    assert search_languages("pseudo") == []


def test_importing_the_module_reads_no_data_yet() -> None:
    probe = (
        "import app.platform.languages as languages;"
        "print(languages._rows.cache_info().currsize)"
    )

    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "0"
