"""What changed in the fields of a module or a pack."""

from app.texts.differences import Mark
from app.texts.head_changes import field_changes, fields_and_body

MODULE = '+++\ntitle = "One"\nminutes = 5\n+++\n\nWords.\n'
PACK = 'goals = ["a", "b"]\n\n[[authors]]\nname = "Ama"\nrole = "author"\n'


def test_a_module_has_fields_and_markdown_and_a_pack_has_fields() -> None:
    assert fields_and_body(MODULE) == ({"title": "One", "minutes": 5}, "\nWords.\n")
    assert fields_and_body(PACK)[1] == ""
    assert fields_and_body("") == ({}, "")
    assert fields_and_body("+++\n= broken\n") == ({}, "+++\n= broken\n")


def test_only_what_differs_is_told_a_list_by_lines() -> None:
    old, _ = fields_and_body(PACK)
    new, _ = fields_and_body(PACK.replace('"b"', '"c"') + 'role2 = "x"\n')

    goals, authors = field_changes(old, new)

    assert (goals.name, goals.before, goals.after) == ("goals", "a\nb", "a\nc")
    assert [one.text for one in goals.spans if one.mark is Mark.NEW] == ["c"]
    assert authors.after == "Ama, author, x"


def test_what_came_and_what_went_is_told_too() -> None:
    (gone, came) = sorted(
        field_changes({"checked": "2026-01-02"}, {"describes": "X"}),
        key=lambda change: change.name,
    )

    assert (gone.before, gone.after) == ("2026-01-02", "")
    assert (came.before, came.after) == ("", "X")
