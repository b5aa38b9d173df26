"""Makes different spellings of a word the same, for texts and queries alike.

Case, widths, accents and tone marks, vowel signs that are often left out, letters that
many keyboards lack: whoever writes `oeufs`, `eko` or `محمد` finds `œufs`, `ẹ̀kọ́` and
`مُحَمَّد`, and the other way round.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("languages")

# Letters that Unicode does not take apart, most of them African and European.
_LETTERS = {
    **dict(zip("øłđŧħıĸƙɓɗƴƭƥɠŋɔɛɩ", "oldthikkbdytpgnoei", strict=True)),
    **dict(zip("ʋɖƒƈɣʒǝəɨʉɵ", "vdfcgzeeiuo", strict=True)),
    "æ": "ae",
    "œ": "oe",
    "ð": "d",
    "þ": "th",
    "ё": "е",
    "ґ": "г",
    # Persian, Urdu and other forms of Arabic letters.
    **dict(zip("ىیېےکڪہھەةۃ", "ييييككههههه", strict=True)),
    # A dot and a half moon are one nasal to many who write Hindi or Bengali.
    "ँ": "ं",
    "ঁ": "",
    "়": "",
    "़": "",
    "਼": "",
    "૽": "",
    # Joiners, soft hyphens, stretching, and what only looks like an apostrophe.
    **dict.fromkeys("\u200c\u200d\u00ad\u2060\ufeff\u0640", ""),
    # Which of two shapes a sign is to have.
    **dict.fromkeys(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))), ""),
    **dict.fromkeys("ʼʻʹʾʿ՚Ꞌꞌ‘’", "'"),
}
# Marks of Latin and Greek (Cyrillic keeps й apart from и, but not its stress), dots of
# Indic letters, and of Arabic the vowel signs, hamza and madda, marks of recitation.
_MARKS = re.compile(
    "(?<![\u0400-\u04ff])[\u0300-\u036f]+"
    "|[\u0301\u093c\u09bc\u0a3c\u0abc\u0b3c\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06ed\u08d3-\u08ff]+"
)
_ARABIC_ARTICLE = re.compile(r"(?<!\w)(?:[وبكف]?ال|لل)+(?=[\u0620-\u064a]{3})")
# हिन्दी and हिंदी: a nasal before a consonant of its row is also written as a dot.
_NASALS = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_KHANDA_TA = re.compile("ত্\u200d")
_NAMES_WITH_SIGNS = re.compile(r"(?<!\w)(?:c\+\+|[cf]#|\.net)(?![\w+#])")
_SPELLED_OUT = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}


def fold(text: str) -> str:
    """Return a text as it is compared: the same for every spelling of a word.

    Signs between words stay, so that an engine can part words by itself.
    """
    folded = text.lower() if text.isascii() else _fold_letters(text)
    if "#" not in folded and "+" not in folded and ".net" not in folded:
        return folded
    return _NAMES_WITH_SIGNS.sub(lambda name: _SPELLED_OUT[name[0]], folded)


def _fold_letters(text: str) -> str:
    # Joined with a mark that is dropped later, it would be read as another letter.
    text = _KHANDA_TA.sub("ৎ", text)
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", wide))
    whole = unicodedata.normalize("NFC", bare).translate(_letters())
    # NFKC takes these vowels of Thai and Lao apart; readers do not.
    whole = whole.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
    return _NASALS.sub("ं", _ARABIC_ARTICLE.sub("", whole))


@cache
def _letters() -> dict[int, int | str]:
    """Plain letters, digits of all scripts, simplified Chinese, only hiragana."""
    digits: dict[int, int | str] = {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x660, 0x1E960)
        if unicodedata.category(chr(code)) == "Nd"
    }
    lines = (DATA / "zh" / "simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = (pair for line in lines if line[:1] != "#" for pair in line.split())
    hiragana: dict[int, int | str] = {
        code: code - 0x60 for code in range(0x30A1, 0x30F7)
    }
    simplified: dict[int, int | str] = {ord(pair[0]): pair[1] for pair in pairs}
    return str.maketrans(_LETTERS) | digits | hiragana | simplified
