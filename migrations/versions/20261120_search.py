"""Search: derived documents, what they were made from, how far indexes are."""

import sqlalchemy as sa
from alembic import op

revision = "abf5e6b77a0f"
down_revision = "5b0c3f7a9e21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("group_entity", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pack",
                "module",
                "video",
                "audio",
                "worksheet",
                "project",
                "course",
                "organisation",
                "skill",
                name="entity_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_document_entity"), ["entity"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_search_document_version"), ["version"], unique=False
        )

    op.create_table(
        "search_index",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("watermark", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_index")),
    )
    op.create_table(
        "search_refusal",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "document_id", name=op.f("pk_search_refusal")),
    )
    op.create_table(
        "search_source",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("group_entity", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pack",
                "module",
                "video",
                "audio",
                "worksheet",
                "project",
                "course",
                "organisation",
                "skill",
                name="entity_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entity", name=op.f("pk_search_source")),
    )
    with op.batch_alter_table("search_source", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_source_group_entity"), ["group_entity"], unique=False
        )

    op.create_table(
        "search_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("written", sa.String(length=64), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_term")),
        sa.UniqueConstraint("term", name=op.f("uq_search_term_term")),
    )
    op.create_table(
        "site_change",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "about", name=op.f("pk_site_change")),
    )
    with op.batch_alter_table("site_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_change_value"), ["value"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("site_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_change_value"))

    op.drop_table("site_change")
    with op.batch_alter_table("search_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_source_group_entity"))

    op.drop_table("search_term")
    op.drop_table("search_source")
    op.drop_table("search_refusal")
    op.drop_table("search_index")
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_document_version"))
        batch_op.drop_index(batch_op.f("ix_search_document_entity"))

    op.drop_table("search_document")
