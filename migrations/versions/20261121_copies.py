"""Copies of packs that workers make."""

import sqlalchemy as sa
from alembic import op

revision = "c0b1e5a7f309"
down_revision = "c83d5f0a71be"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pack_copy",
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_pack_copy")),
    )
    op.create_index(op.f("ix_pack_copy_pack_key"), "pack_copy", ["pack_key"])


def downgrade() -> None:
    op.drop_table("pack_copy")
