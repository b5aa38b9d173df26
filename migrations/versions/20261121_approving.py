"""Approvals, covers, links of drafts to be looked at, and what was sent just now."""

import sqlalchemy as sa
from alembic import op

revision = "c83d5f0a71be"
down_revision = "5a7e21c90d46"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plainly: to make a table anew would lose what refers to it.
    op.add_column(
        "pack",
        sa.Column(
            "authors_publish", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column(
        "pack", sa.Column("cover", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "link_check", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "sent_once",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sent_once")),
    )
    op.create_index(op.f("ix_sent_once_sent_at"), "sent_once", ["sent_at"])
    op.create_table(
        "review_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("save_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name=op.f("fk_review_approval_review_id_review"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["save_id"],
            ["draft_save.id"],
            name=op.f("fk_review_approval_save_id_draft_save"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_review_approval_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_approval")),
        sa.UniqueConstraint(
            "review_id",
            "save_id",
            "user_id",
            name=op.f("uq_review_approval_review_id_save_id_user_id"),
        ),
    )
    op.create_table(
        "revision_approver",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_revision_approver_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_revision_approver_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "revision_id", "user_id", name=op.f("pk_revision_approver")
        ),
    )
    op.create_index(
        op.f("ix_revision_approver_user_id"), "revision_approver", ["user_id"]
    )


def downgrade() -> None:
    op.drop_table("revision_approver")
    op.drop_table("review_approval")
    op.drop_table("sent_once")
    op.drop_column("link_check", "asked_at")
    op.drop_column("pack", "cover")
    op.drop_column("pack", "authors_publish")
