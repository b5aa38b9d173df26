"""Names that look alike are one name; honest names of every script are welcome."""

import unicodedata

import pytest

from app.accounts.names import NameRefused, clean_name, displayable, shape, skeleton

HONEST = [
    "Ana",
    "Amina",
    "José",
    "Łukasz",
    "Zoë",
    "Nguyễn",
    "Ọláyínká",
    "Ñandú",
    "Þórunn",
    "Çağla",
    "Ɓàbá",
    "Nkɔsɛ",
    "Ŋdɔŋ",
    "Ẹ̀gbà",
    "Ольга",
    "Дмитрий",
    "Ёлка",
    "Їжак",
    "Ђорђе",
    "Қайрат",
    "Мөнхбат",
    "Ғалым",
    "Ίρις",
    "Γιώργος",
    "Ἀθηνᾶ",
    "Արմեն",
    "გიორგი",
    "محمد",
    "فاطمة",
    "علی",
    "نورا",
    "حسین",
    "زهرا",
    "ياسمين",
    "کوروش",
    "ئاسۆ",
    "שרה",
    "יוסף",
    "דוד",
    "राजेश",
    "सीता",
    "क्षत्रिय",
    "কৃষ্ণ",
    "রহিম",
    "ਗੁਰਪ੍ਰੀਤ",
    "ગીતા",
    "ନିର୍ମଳ",
    "நிலா",
    "కృష్ణ",
    "ಕಾವ್ಯ",
    "മലയാളി",
    "ජයසේන",
    "สมชาย",
    "ສົມພອນ",
    "ကျော်",
    "ភារុណ",
    "ཚེ་རིང",
    "ፍቅር",
    "ሰላም",
    "ߒߞߏ",
    "ⴰⵎⴰⵣⵉⵖ",
    "ꦱꦸꦫ",
    "ᱥᱟᱱᱛᱟᱲ",
    "ꯃꯅꯤꯄꯨꯔ",
    "李小龍",
    "王芳",
    "さくら",
    "タロウ",
    "김철수",
    "さくらABC",
    "日本語ユーザー",
    "陳大文",
    "Wiki維基",
    "𞤀𞤣𞤤𞤢𞤥",
    "ᏣᎳᎩ",
    "Jean-Luc",
    "O'Neil",
    "T’Pring",
    "Ana-María",
    "A.B.C",
    "User2026",
    "Ольга99",
    "محمد٢",
    "李99",
    "Ana Lucía",
    "علی رضا",
    "علی\u200cرضا",
    "ශ්\u200dරී",
    "Mary  Ann",
]

LOOK_ALIKE = [
    ("Ana", "ana"),
    ("Ana", "ANA"),
    ("Ana", "Ａｎａ"),
    ("Ana", "Аnа"),
    ("Ana", "𝐀𝐧𝐚"),
    ("Ana B", "AnaB"),
    ("Ana B", "Ana_B"),
    ("Ana-B", "Ana B"),
    ("Bill", "BiII"),
    ("Bill", "Bi11"),
    ("Ivan", "lvan"),
    ("Ivan", "1van"),
    ("Olivia", "0livia"),
    ("Olivia", "Οlivia"),
    ("modern", "modem"),
    ("Mary", "rnary"),
    ("scope", "ѕсоре"),
    ("CEO", "СЕО"),
    ("Bepa", "Вера"),
    ("NANA", "ΝΑΝΑ"),
    ("paypal", "pаypal"),
    ("Ana", "A\u200bna"),
    ("Ana", "Ana\u2060"),
    ("O'Neil", "O’Neil"),
    ("José", "Jose\u0301"),
    ("fine", "ﬁne"),
    ("Χρίστος", "Xρίστος"),
]
DIFFERENT = [
    ("Ana", "Anna"),
    ("Zoe", "Zoë"),
    ("Ali", "All"),
    ("Ольга", "Олена"),
    ("محمد", "محمود"),
    ("李小龍", "李小明"),
    ("Mila", "Mina"),
    ("सीता", "गीता"),
]
REFUSED = [
    "",
    "A",
    "x" * 41,
    "12345",
    "...",
    "🙂🙂",
    "<b>Ana</b>",
    "Ana/Bea",
    "Ana#1",
    "{{Ana}}",
    "A\u202ena",
    "A\u2066na",
    "A\u200bna",
    "A\u200cna",
    "An\ufeffa",
    "A\u3164na",
    "Ana\x00Bea",
    "pаypal",
    "Αdmin",
    "Ваsil",
    "Anaمحمد",
    "Z" + "\u0303" * 6,
    "Admin",
    "ADMlN",
    "Passalong",
    "Wikimedia Foundation",
    "Former user abc",
    "FORMER_USER 7",
]


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_is_welcome(name: str) -> None:
    expected = " ".join(unicodedata.normalize("NFKC", name).split())

    assert clean_name(name) == expected


def test_honest_names_do_not_collide() -> None:
    names = {clean_name(name) for name in HONEST}

    assert len({skeleton(name) for name in names}) == len(names) - 1  # علی and علی‌رضا
    assert len({shape(name) for name in names}) == len(names) - 1


@pytest.mark.parametrize(("name", "spoof"), LOOK_ALIKE)
def test_a_look_alike_is_the_same_name(name: str, spoof: str) -> None:
    assert skeleton(name) == skeleton(spoof) or shape(name) == shape(spoof)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)
    assert shape(one) != shape(other)


@pytest.mark.parametrize("name", REFUSED)
def test_a_deceptive_name_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        clean_name(name)


def test_a_name_from_a_provider_loses_what_cannot_be_seen() -> None:
    assert displayable("A\u202ena\u0000_\u2066B\n\tC") == "A na B C"
    assert displayable("علی\u200cرضا") == "علی\u200cرضا"
    assert displayable("\u202e\u2066") == ""
