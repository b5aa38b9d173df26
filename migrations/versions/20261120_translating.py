"""Translating together: meanings of wordings, judgements, versions, notes."""

import sqlalchemy as sa
from alembic import op

from app.texts.variables import skeleton_hash

revision = "7d2f04c9b1e8"
down_revision = "7e5d2a90c4b8"
branch_labels = None
depends_on = None

OLD_KINDS = "'project', 'organisation')"
NEW_KINDS = "'project', 'organisation', 'captions', 'interface')"
REFERENCES = {
    ("document", "part_of_id"): ("INTEGER", "document"),
    ("unit", "split_from_id"): ("VARCHAR", "unit"),
    ("translation", "reviewer_id"): ("INTEGER", "user"),
}


def upgrade() -> None:
    _allow_new_kinds()
    for (table, column), (kind, other) in REFERENCES.items():
        # In words, since the tool would copy the table on SQLite, and dropping the
        # old one would take along every row that refers to it.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT "
            f'fk_{table}_{column}_{other} REFERENCES "{other}" (id)'
        )
    op.add_column("translation", sa.Column("version_number", sa.Integer()))
    op.add_column(
        "translation",
        sa.Column("was_head", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_index("ix_document_part_of_id", "document", ["part_of_id"])
    op.create_index("ix_translation_supersedes_id", "translation", ["supersedes_id"])
    op.create_index(
        "ix_translation_unit_id_language", "translation", ["unit_id", "language", "id"]
    )
    op.drop_index("ix_translation_unit_id", "translation")
    _add_hashes()
    op.execute(
        "UPDATE document SET part_of_id = (SELECT pack.document_id FROM module "
        "JOIN pack ON pack.id = module.pack_id WHERE module.document_id = document.id)"
    )
    _create_text_tables()
    _create_translation_tables()
    # The next load reads every text again: translations get variables, cues units.
    op.execute("UPDATE pack SET folder_hash = ''")
    op.execute("UPDATE course SET folder_hash = ''")


def downgrade() -> None:
    for table in (
        *("translation_presence", "translation_thanks", "unit_note"),
        *("language_version", "language_policy", "document_language"),
        *("alignment_override", "pack_captions", "unit_equivalence"),
    ):
        op.drop_table(table)
    op.drop_column("unit_version", "meaning_hash")
    op.drop_column("unit_version", "skeleton_hash")
    op.create_index("ix_translation_unit_id", "translation", ["unit_id"])
    op.drop_index("ix_translation_unit_id_language", "translation")
    op.drop_index("ix_translation_supersedes_id", "translation")
    op.drop_index("ix_document_part_of_id", "document")
    op.drop_column("translation", "was_head")
    op.drop_column("translation", "version_number")
    for table, column in REFERENCES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    # Documents of the new kinds stay, with all their translations.


def _allow_new_kinds() -> None:
    """Let documents be of more kinds, without copying their table."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        name = op.f("ck_document_document_kind")
        op.drop_constraint(name, "document", type_="check")
        kinds = f"kind IN ('pack', 'module', 'course', {NEW_KINDS}"
        op.create_check_constraint(name, "document", sa.text(kinds))
        return
    # SQLite's own way: https://sqlite.org/lang_altertable.html, section 7.
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
            "WHERE type = 'table' AND name = 'document'"
        ),
        {"before": OLD_KINDS, "after": NEW_KINDS},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _add_hashes() -> None:
    for name in ("skeleton_hash", "meaning_hash"):
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("unit_version", column)
    connection = op.get_bind()
    connection.exec_driver_sql(
        "UPDATE unit_version SET skeleton_hash = text_hash, meaning_hash = text_hash"
    )
    rows = connection.exec_driver_sql("SELECT id, text FROM unit_version").all()
    changed = [{"row": row, "hash": skeleton_hash(text)} for row, text in rows]
    if changed:
        connection.execute(
            sa.text(
                "UPDATE unit_version SET skeleton_hash = :hash, meaning_hash = :hash "
                "WHERE id = :row"
            ),
            changed,
        )


def _create_text_tables() -> None:
    op.create_table(
        "unit_equivalence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("same_as_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_unit_equivalence_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["same_as_id"],
            ["unit_version.id"],
            name=op.f("fk_unit_equivalence_same_as_id_unit_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_unit_equivalence_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["unit_version.id"],
            name=op.f("fk_unit_equivalence_version_id_unit_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_equivalence")),
    )
    op.create_index(
        op.f("ix_unit_equivalence_unit_id"),
        "unit_equivalence",
        ["unit_id"],
        unique=False,
    )
    op.create_table(
        "pack_captions",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_pack_captions_document_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_captions_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "name", name=op.f("pk_pack_captions")),
        sa.UniqueConstraint("document_id", name=op.f("uq_pack_captions_document_id")),
    )
    op.create_table(
        "alignment_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_alignment_override_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_alignment_override_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_alignment_override_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_override")),
        sa.UniqueConstraint(
            "document_id",
            "text_hash",
            "occurrence",
            name=op.f("uq_alignment_override_document_id_text_hash_occurrence"),
        ),
    )


def _create_translation_tables() -> None:
    op.create_table(
        "document_language",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["coordinator_id"],
            ["user.id"],
            name=op.f("fk_document_language_coordinator_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_document_language_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user.id"],
            name=op.f("fk_document_language_published_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["user.id"],
            name=op.f("fk_document_language_started_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint(
            "document_id", "language", name=op.f("pk_document_language")
        ),
    )
    op.create_index(
        op.f("ix_document_language_language"),
        "document_language",
        ["language"],
        unique=False,
    )
    op.create_table(
        "language_policy",
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("needs_second_person", sa.Boolean(), nullable=False),
        sa.Column("alone_after_days", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user.id"],
            name=op.f("fk_language_policy_changed_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_language_policy")),
    )
    op.create_table(
        "language_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_language_version_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_language_version_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_version")),
        sa.UniqueConstraint(
            "document_id",
            "language",
            "number",
            name=op.f("uq_language_version_document_id_language_number"),
        ),
    )
    op.create_table(
        "unit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "question",
                name="note_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["unit_note.id"],
            name=op.f("fk_unit_note_answers_id_unit_note"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_unit_note_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"],
            ["user.id"],
            name=op.f("fk_unit_note_resolved_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_unit_note_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_note")),
    )
    op.create_index(
        op.f("ix_unit_note_unit_id"), "unit_note", ["unit_id"], unique=False
    )
    op.create_table(
        "translation_thanks",
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["translation.id"],
            name=op.f("fk_translation_thanks_translation_id_translation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_translation_thanks_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "translation_id", "user_id", name=op.f("pk_translation_thanks")
        ),
    )
    op.create_table(
        "translation_presence",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_translation_presence_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_translation_presence_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "language", "user_id", name=op.f("pk_translation_presence")
        ),
    )
