"""What is made to hurt, or broken, does not come in: place and reason are told."""

import io
import zipfile

import pytest

from tests.authoring.arriving import FOLDER, packed
from tests.authoring.conftest import Writer
from tests.authoring.test_bringing_in import counts, in_language, looked
from tests.reading.html_page import read_page
from tests.reading.shelf import Shelf

HEAD = (
    '+++\nid = "m1"\ntitle = "One"\nkind = "training"\nminutes = 5\nlead = "L"\n+++\n\n'
)


def hostile() -> dict[str, bytes]:
    """Return ZIPs nobody should send."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"0" * 60_000_000)
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        member = zipfile.ZipInfo("a.md")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return {
        "Unpacked it would be too large.": bomb.getvalue(),
        "Something in it is not a plain file.": link.getvalue(),
        "a name that is not allowed": packed({"../../a.md": "x"}),
        "There is an archive in it.": packed({"a.zip": "x"}),
        "This is not a ZIP file": b"\x89PNG not a zip",
        "nothing in it that can become a pack": packed({"a.bin": "x"}),
        "Two files in it have one name.": packed({"a.md": "x", "A.md": "y"}),
    }


@pytest.mark.parametrize("reason", hostile())
def test_a_zip_made_to_hurt_is_refused_with_the_reason(
    shelf: Shelf, ama: Writer, reason: str
) -> None:
    before = counts(shelf.app)

    where, page = looked(ama, shelf.app, hostile()[reason])

    assert reason in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert counts(shelf.app) == before


def own_pack(**more: bytes | str) -> bytes:
    """Return a small pack of our own format."""
    head = (
        'id = "zz9zz9"\nsource_language = "en"\ntitle = "T"\nsummary = "S"\n'
        'goals = ["g"]\nskills = ["problem-solving"]\nlevel = "beginner"\n'
        'licence = "CC-BY-SA-4.0"\n\n[[authors]]\nname = "A"\nrole = "author"\n'
    )
    module = HEAD + "::: goals\n- g\n:::\n\nText.\n"
    files: dict[str, bytes | str] = {"pack.toml": head, "modules/01-one.md": module}
    return packed({f"t/{name}": data for name, data in (files | more).items()})


IMAGE = (
    'title = "P"\nkind = "image"\nauthor = "A"\nlicence = "CC0"\nlanguage = "en"\n'
    '[[files]]\nfile = "p.png"\ntype = "image/png"\n'
)


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        (
            {"media/p.toml": IMAGE, "media/p.png": "<html><script>x</script>"},
            "media/p.png:1",
            "this file is not what its description says: image",
        ),
        (
            {"modules/01-one.md": b"+++\nid = \xff\n"},
            "modules/01-one.md:2",
            "the file is not UTF-8",
        ),
        (
            {"modules/01-one.md": b"\x00\x01binary"},
            "modules/01-one.md:1",
            "binary data",
        ),
        ({"translations/fr.po": "msgid broken"}, "translations/fr.po:", "quotation"),
        (
            {
                "modules/01-one.md": HEAD + "::: goals\n" * 1_000,
            },
            "modules/01-one.md:",
            "",
        ),
    ],
)
def test_a_pack_with_a_wrong_file_is_refused_with_place_and_reason(
    shelf: Shelf, ama: Writer, files: dict[str, bytes | str], place: str, reason: str
) -> None:
    before = counts(shelf.app)

    where, page = looked(ama, shelf.app, own_pack(**files))

    assert "to be mended first" in page
    assert place in page
    assert reason in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert counts(shelf.app) == before


# What is wrong with a file, and a word of the reason in French.
TOLD_IN_FRENCH: dict[str, tuple[dict[str, bytes | str], str]] = {
    "head": ({"modules/01-one.md": "no head"}, "trois signes plus"),
    "field": (
        {"modules/01-one.md": HEAD.replace("= 5", "= 500") + "Text.\n"},
        "minutes : cela doit être 120 ou moins",
    ),
    "language": (
        {"pack.toml": 'source_language = "xx-none"'},
        "il n’y a pas de langue",
    ),
    "lesson": ({"modules/01-one.md": HEAD + "<b>x</b>\n"}, "HTML"),
    "binary": ({"modules/01-one.md": b"\x00\x01binary"}, "des données binaires"),
    "encoding": ({"modules/01-one.md": b"+++\nid = \xff\n"}, "UTF-8"),
    "picture": (
        {"media/p.toml": IMAGE, "media/p.png": "<html><script>x</script>"},
        "ce fichier n’est pas ce que dit sa description",
    ),
    "catalog": ({"translations/fr.po": "msgid broken"}, "msgfmt"),
}


@pytest.mark.parametrize("fault", TOLD_IN_FRENCH)
def test_what_has_to_be_mended_is_told_in_the_language_of_the_page(
    shelf: Shelf, ama: Writer, fault: str
) -> None:
    files, words = TOLD_IN_FRENCH[fault]
    where, _ = looked(ama, shelf.app, own_pack(**files))

    french = read_page(ama.browser.get(where.replace("/en/", "/fr/", 1)).text)

    (list_of_faults,) = [
        one
        for one in french.one("main").all("ul")
        if "01-one.md" in one.text or any(name in one.text for name in files)
    ]
    assert words in list_of_faults.text
    assert not list_of_faults.all("p", lang="en")


def test_what_a_parser_said_stands_folded_behind_the_sentence_in_its_language(
    shelf: Shelf, ama: Writer
) -> None:
    files = {"modules/01-one.md": HEAD.replace('"One"', "One") + "Text.\n"}
    where, _ = looked(ama, shelf.app, own_pack(**files))

    page = read_page(ama.browser.get(where.replace("/en/", "/ar/", 1)).text)

    fault = page.one("main").one("ul", css="faults")
    raw = fault.one("details").one("code")
    assert (raw.text, raw.lang, raw.direction) == ("Invalid value", "en", "ltr")
    assert "Invalid value" not in fault.one("p", css="told").text


def test_what_is_lost_is_told_in_the_language_of_the_page(
    shelf: Shelf, ama: Writer
) -> None:
    files = FOLDER | {"guide/03-bad.md": "---\na: &x 1\nb: *x\n---\n\nText.\n"}
    where, page = looked(ama, shelf.app, packed(files))
    assert "an alias stands in it" in page

    french = ama.browser.get(where.replace("/en/", "/fr/", 1)).text

    assert "il contient un alias" in french
    assert "an alias stands in it" not in french


@pytest.mark.parametrize(
    ("header", "context", "place"),
    [
        ("", "m9/abcdef", "translations/fr.po:1"),
        ("X-Passalong-Document: pack other1\\n", "m1/abcdef", "translations/fr.po:2"),
    ],
)
def test_a_catalog_of_another_pack_is_refused_with_place_and_reason(
    shelf: Shelf, ama: Writer, header: str, context: str, place: str
) -> None:
    other = (
        f'msgid ""\nmsgstr "Language: fr\\n{header}"\n\n'
        f'msgctxt "{context}"\nmsgid "X"\nmsgstr "Y"\n'
    )

    where, page = looked(ama, shelf.app, own_pack(**{"translations/fr.po": other}))

    assert "the catalog is of another text" in page
    assert place in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert "Y" not in in_language(shelf.app, "fr")
