"""The translation memory, the glossary, and languages that people add."""

import sqlalchemy as sa
from alembic import op

revision = "e7a90c5d1b42"
down_revision = "7d2f04c9b1e8"
branch_labels = None
depends_on = None

STATUSES = ("preferred", "admitted", "forbidden", "keep")


def upgrade() -> None:
    _create_glossary()
    _create_memory()
    op.create_table(
        "own_language",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("autonym", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("plural_forms", sa.String(), nullable=False),
        sa.Column("fallback", sa.String(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user.id"],
            name=op.f("fk_own_language_added_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_own_language")),
    )


def _create_glossary() -> None:
    op.create_table(
        "glossary_concept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_concept")),
    )
    op.create_table(
        "glossary_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("definition_language", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["glossary_concept.id"],
            name=op.f("fk_glossary_revision_concept_id_glossary_concept"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_glossary_revision_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_revision")),
        sa.UniqueConstraint(
            "concept_id",
            "number",
            name=op.f("uq_glossary_revision_concept_id_number"),
        ),
    )
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                *STATUSES,
                name="term_status",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["glossary_concept.id"],
            name=op.f("fk_glossary_term_concept_id_glossary_concept"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
    )
    op.create_index("ix_glossary_term_key", "glossary_term", ["language", "key"])
    op.create_index("ix_glossary_term_concept_id", "glossary_term", ["concept_id"])


def _create_memory() -> None:
    op.create_table(
        "memory_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_memory_text_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_text")),
        sa.UniqueConstraint(
            "meaning",
            "language",
            "text_hash",
            name=op.f("uq_memory_text_meaning_language_text_hash"),
        ),
    )
    op.create_index("ix_memory_text_exact", "memory_text", ["language", "text_hash"])
    op.create_index("ix_memory_text_unit_id", "memory_text", ["unit_id"])
    op.create_table(
        "memory_gram",
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("gram", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "language", "gram", "length", "text_id", name=op.f("pk_memory_gram")
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("own_language")
    for table in ("memory_gram", "memory_text"):
        op.drop_table(table)
    for table in ("glossary_term", "glossary_revision", "glossary_concept"):
        op.drop_table(table)
