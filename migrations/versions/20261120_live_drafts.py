"""Live drafts: where each stands, its log, and who wrote what was saved by itself."""

import sqlalchemy as sa
from alembic import op

revision = "2f8c6d1e40b7"
down_revision = "d7a2f1c05b94"
branch_labels = None
depends_on = None


def upgrade() -> None:

    # Not in a batch: that would make the table anew, and drop what refers to it.
    automatic: sa.Column[bool] = sa.Column(
        "is_automatic", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("draft_save", automatic)
    op.create_table(
        "draft_coauthor",
        sa.Column("save_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["save_id"],
            ["draft_save.id"],
            name=op.f("fk_draft_coauthor_save_id_draft_save"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_draft_coauthor_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("save_id", "user_id", name=op.f("pk_draft_coauthor")),
    )
    op.create_table(
        "live_draft",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("saved_seq", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_live_draft_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_live_draft")),
    )
    for name, number in (("doc_update", "seq"), ("doc_snapshot", "upto_seq")):
        _create_log(name, number)


def _create_log(name: str, number: str) -> None:
    authors = (sa.Column("authors", sa.JSON(), nullable=False),)
    key = ("document_id", "seq") if number == "seq" else ("document_id",)
    op.create_table(
        name,
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(number, sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *(authors if number == "seq" else ()),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["live_draft.document_id"],
            name=op.f(f"fk_{name}_document_id_live_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:

    op.drop_table("doc_snapshot")
    op.drop_table("doc_update")
    op.drop_table("live_draft")
    op.drop_table("draft_coauthor")
    op.drop_column("draft_save", "is_automatic")
