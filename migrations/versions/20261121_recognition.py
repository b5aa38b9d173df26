"""Badges, and the keys that have signed any."""

import sqlalchemy as sa
from alembic import op

revision = "c41d7be08f25"
down_revision = "c0b1e5a7f309"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "badge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pack",
                "course",
                name="badge_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in (
                *("thing_key", "path", "skill", "title", "description", "criteria"),
                *("language", "version"),
            )
        ),
        sa.Column("version_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("narrative", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("jwt", sa.String(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_badge_user_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("token", name=op.f("uq_badge_token")),
        sa.UniqueConstraint("once", name=op.f("uq_badge_once")),
        sa.UniqueConstraint("status_index", name=op.f("uq_badge_status_index")),
    )
    op.create_index(op.f("ix_badge_user_id"), "badge", ["user_id"])
    op.create_index(op.f("ix_badge_revoked_at"), "badge", ["revoked_at"])
    op.create_table(
        "badge_key",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("first_used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_badge_key")),
    )


def downgrade() -> None:
    op.drop_table("badge_key")
    op.drop_table("badge")
