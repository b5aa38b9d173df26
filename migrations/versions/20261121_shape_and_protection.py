"""Modules that were split and joined, protected packs, and who is named to review."""

import sqlalchemy as sa
from alembic import op

revision = "5a7e21c90d46"
down_revision = "6d9b14c7e0f2"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Plainly: to make a table anew would lose what refers to it.
    op.add_column(
        "module",
        sa.Column(
            "is_arranged_here", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column(
        "pack",
        sa.Column("protection", sa.String(), nullable=False, server_default="editors"),
    )
    op.create_table(
        "pack_reviewer",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_reviewer_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_pack_reviewer_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "user_id", name=op.f("pk_pack_reviewer")),
    )
    op.create_index(op.f("ix_pack_reviewer_user_id"), "pack_reviewer", ["user_id"])
    op.create_table(
        "reshaping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "split",
                "join",
                name="reshaping_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_reshaping_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_reshaping_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reshaping")),
    )
    op.create_index(op.f("ix_reshaping_pack_id"), "reshaping", ["pack_id"])


def downgrade() -> None:
    op.drop_table("reshaping")
    op.drop_table("pack_reviewer")
    op.drop_column("pack", "protection")
    op.drop_column("module", "is_arranged_here")
