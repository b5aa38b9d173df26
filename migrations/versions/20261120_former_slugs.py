"""Addresses that packs had before they were renamed."""

import sqlalchemy as sa
from alembic import op

revision = "7e5d2a90c4b8"
down_revision = "ae6af453f831"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_slug",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_former_slug_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slug")),
    )
    op.create_index(op.f("ix_former_slug_pack_id"), "former_slug", ["pack_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_former_slug_pack_id"), table_name="former_slug")
    op.drop_table("former_slug")
