"""What is wanted and not there, and who wishes to be told."""

import sqlalchemy as sa
from alembic import op

revision = "c41d0e9b7f36"
down_revision = "abf5e6b77a0f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wanted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("marks", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("counted_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimed_by"],
            ["user.id"],
            name=op.f("fk_wanted_claimed_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted")),
        sa.UniqueConstraint(
            "subject", "language", name=op.f("uq_wanted_subject_language")
        ),
    )
    op.create_index("ix_wanted_list", "wanted", ["language", "people"])
    op.create_index("ix_wanted_counted_since", "wanted", ["counted_since"])
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("wanted_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_wish_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wanted_id"],
            ["wanted.id"],
            name=op.f("fk_wish_wanted_id_wanted"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint(
            "user_id", "wanted_id", name=op.f("uq_wish_user_id_wanted_id")
        ),
    )
    op.create_index("ix_wish_wanted_id", "wish", ["wanted_id"])


def downgrade() -> None:
    op.drop_table("wish")
    op.drop_table("wanted")
