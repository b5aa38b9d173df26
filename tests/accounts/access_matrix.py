"""Who may use each route: one name in one of these sets a route.

Nobody outside a set gets in: somebody signed out is sent to sign in, somebody
without the role gets 403. Roles contain each other as `app.accounts.roles` says, so a
route is listed once, under the least role that opens it.
"""

from app.accounts.roles import Role

ANYONE = {
    # Pages that explain, and what programs ask.
    "home.root",
    "home.front",
    "home.about",
    "home.privacy",
    "home.terms",
    "home.accessibility",
    "home.code_of_conduct",
    "home.help",
    "home.menu",
    "home.offline",
    "home.language",
    "home.all_languages",
    "home.styleguide",
    "home.styleguide_search",
    "home.health",
    "home.status",
    "home.short_status",
    "home.robots",
    "reading.sitemap",
    "reading.feed",
    # Coming in, and settings, which work without an account.
    "accounts.login",
    "accounts.sign_in",
    "accounts.register",
    "accounts.create",
    "accounts.start",
    "accounts.callback",
    "accounts.sign_out",
    "accounts.settings",
    "accounts.save_settings",
    "accounts.order_languages",
    # Reading and learning never need an account.
    "media.file",
    # A signed permit in the address or the form says what may be done.
    "media.fetch",
    "media.part",
    "media.form",
    # Inside other sites nobody is known.
    "embed.pack",
    "embed.module",
    "embed._answer",
    "embed.clip",
    "embed.course",
    "embed.copy",
    "embed.oembed",
    "reading.packs",
    "reading.pack",
    "reading.pack_languages",
    "reading.best_language",
    "reading.pack_history",
    "reading.module_history",
    "reading.pack_version",
    "reading.module_version",
    "reading.compare_pack",
    "reading.compare_module",
    "reading.pack_diff",
    "reading.module_diff",
    "reading.changes",
    "reading.language_versions",
    "reading.language_version",
    "reading.module_in_version",
    "reading.language_diff",
    "reading.module",
    "reading.check",
    "reading._answer",
    "reading.tick",
    "reading._saved",
    "reading.done",
    "reading.skills",
    "reading.skill",
    "reading.courses",
    "reading.course",
    "reading.projects",
    "reading.project",
    "reading.organisations",
    "reading.organisation",
    "search.show",
    # What programs ask.
    "api.description",
    "api.page",
    "api.packs",
    "api.pack",
    "api.module",
    "api.modules",
    "api.projects",
    "api.project",
    "api.courses",
    "api.course",
    "api.skills",
    "api.skill",
    "api.languages",
    "api.language",
    "api.search",
    "search._results",
    "search._more",
    "search._count",
    "search._suggest",
    "search.filters",
    # Catalogs are of what everybody may read.
    "translation.pack_files",
    "translation.pack_file",
    "translation.course_files",
    "translation.course_file",
    "translation.language_files",
    "translation.language_zip",
    "translation.glossary_files",
    "translation.glossary_file",
    "translation.memory_file",
    # Asking for what is missing needs no account either.
    "wishes.list",
    "wishes.new",
    "wishes.ask",
    # What words are called, and how languages are, everybody may read.
    "translation.glossary",
    "translation.concept",
    "translation.concept_history",
    "translation.languages",
    "translation.language",
    "translation.digest",
    # What is translated can be looked at by everybody. Saving answers who was signed
    # out meanwhile with what they typed, and keeps nothing.
    "translation.hub",
    "translation.workbench",
    "translation.captions",
    "translation.history",
    "translation.save",
    "translation._saved",
    # Tells everybody who is here, and notes those who are signed in.
    "translation._here",
    "learning.finish",
    "learning.make_statement",
    "learning.statement",
    "learning.statement_pdf",
    "learning.confirm_withdrawal",
    "learning.withdraw",
    "learning.own",
    "learning.data",
    "learning.export",
    "learning.confirm_delete",
    "learning.delete",
}

LEAST_ROLE: dict[Role, set[str]] = {
    Role.READER: {
        "accounts.account",
        "accounts.change_passphrase",
        "accounts.sign_out_everywhere",
        "accounts.delete",
        "wishes.forget",
        # Whoever is signed in may suggest; what an editor sends is in force.
        "translation.send_pack_file",
        "translation.send_course_file",
        "translation.send_zip",
        "translation.review_file",
        "translation.take_file",
        "translation.discard_file",
        "translation.thank",
        "translation.note",
        "translation.resolve",
    },
    Role.EDITOR: {
        "translation.send_glossary",
        "wishes.claim",
        "wishes.release",
        "authoring.edit",
        "authoring.save",
        "authoring._preview",
        "authoring.saves",
        "authoring.saved",
        "authoring.restore_save",
        "authoring.restore",
        "authoring.discard",
        "authoring.files",
        "authoring._files",
        "authoring.place_file",
        "authoring.take_out_file",
        "authoring.renew_file",
        "authoring.queue",
        "authoring.review",
        "authoring.claim",
        "authoring.release",
        "authoring.comment",
        "authoring.close",
        "translation.restore",
        "translation.replace",
        "translation.replaced",
        # Who may judge in this language is asked in the handler.
        "translation.accept",
        "translation.accepted",
        "translation.new_concept",
        "translation.add_concept",
        "translation.edit_concept",
        "translation.change_concept",
        "translation.withdraw_concept",
        "translation.restore_concept",
        "translation.new_language",
        "translation.add_language",
        "translation.look_after",
        "translation.ask_machine",
        "translation.stop_looking_after",
        "media.list",
        "media.new",
        "media.begin",
        "media.upload",
        "media._state",
        "media.parts",
        "media.finish",
        "media.cancel",
        "media.item",
        "media.describe",
        "media.delete",
        "media.private",
        "media.choose_captions",
        "media.captions",
        "media.save_captions",
        "media.load_captions",
        "media.captions_history",
        "media.restore_captions",
        "media.captions_file",
        "media.transcript",
    },
    Role.TRUSTED: set(),
    Role.PATROLLER: set(),
    Role.REVIEWER: {"authoring.ask_change", "authoring.publish"},
    Role.COORDINATOR: {
        "translation.publish_pack",
        "translation.withdraw_pack",
        "translation.set_policy",
    },
    Role.MODERATOR: set(),
    Role.STEWARD: set(),
    Role.OPERATOR: set(),
}

# What everybody, operators too, gets at any address of a thing that readers do not get,
# by what stands before its name in the address.
BY_STATE: dict[str, dict[str, int]] = {
    "packs": {"draft": 404, "withdrawn": 410},
    "edit": {"draft": 404, "withdrawn": 410},
    "translate": {"draft": 404, "withdrawn": 410},
    # Leads on to the page of the pack, which says that it is gone.
    "p": {"draft": 404, "withdrawn": 302},
    "courses": {"draft": 404, "withdrawn": 404},
    "projects": {"withdrawn": 404},
    "organisations": {"withdrawn": 404},
    # Skills are part of the program and have no states.
    "skills": {},
}

# What one gets of a statement: its maker, anybody else, and both when it is withdrawn.
BY_MAKER: dict[str, tuple[int, int, int]] = {
    "learning.statement": (200, 200, 410),
    "learning.statement_pdf": (200, 200, 410),
    "learning.confirm_withdrawal": (200, 404, 410),
    "learning.withdraw": (303, 404, 410),
}

# Without a handler of ours, and for everybody: static files, and FastAPI's own
# description of the API.
MOUNTS = {"static"}
PLAIN_ROUTES: set[str] = set()


ROWS = ANYONE.union(*LEAST_ROLE.values())


def least_role(route_name: str) -> Role | None:
    """Return the role a route asks for, None for anyone."""
    if route_name in ANYONE:
        return None
    return next(role for role, names in LEAST_ROLE.items() if route_name in names)
