"""Who gets which thing by its state, whatever the route is: beside the matrix."""

# What everybody, operators too, gets at any address of a thing that readers do not get,
# by what stands before its name in the address.
BY_STATE: dict[str, dict[str, int]] = {
    # The words of the site are there once an operator has offered them.
    "interface": {"published": 404, "draft": 404, "withdrawn": 404},
    "packs": {"draft": 404, "withdrawn": 410},
    "edit": {"draft": 404, "withdrawn": 410},
    # The other way round: this is where drafts are.
    "drafts": {"published": 404, "withdrawn": 404},
    "translate": {"draft": 404, "withdrawn": 410},
    # Leads on to the page of the pack, which says that it is gone.
    "p": {"draft": 404, "withdrawn": 302},
    "courses": {"draft": 404, "withdrawn": 404},
    # Nobody has laid one there; what a path has of packs: tests/takeout/test_whole.py.
    "paths": {"published": 404, "draft": 404, "withdrawn": 404},
    "projects": {"withdrawn": 404},
    "organisations": {"withdrawn": 404},
    # Skills are part of the program and have no states.
    "skills": {},
}

# What editors get as well while it is a draft; tests/authoring/test_begun_packs.py.
SEEN_AS_DRAFTS = frozenset({"packs", "edit"})

# Without a session of somebody in a frame these say the same of every thing; with one
# they say what the page says: tests/hosts/test_learners.py.
BY_SESSION = frozenset(
    f"embed.{name}"
    for name in (
        *("own_pack", "own_module", "own_clip", "own_course"),
        *("_own_answer", "own_ticks", "own_done"),
        *("own_path", "own_path_pack", "own_path_module"),
        *("_own_path_answer", "own_path_ticks", "own_path_done"),
    )
)

# What one gets of a statement: its maker, anybody else, and both when it is withdrawn.
BY_MAKER: dict[str, tuple[int, int, int]] = {
    "learning.statement": (200, 200, 410),
    "learning.statement_pdf": (200, 200, 410),
    "learning.confirm_withdrawal": (200, 404, 410),
    "learning.withdraw": (303, 404, 410),
}
