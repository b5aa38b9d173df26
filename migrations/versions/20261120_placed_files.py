"""Files that were put into packs, and captions as they were saved."""

import sqlalchemy as sa
from alembic import op

revision = "f4c18e60d2a7"
down_revision = "3f8c61d2e94a"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Plainly: to make the table anew would lose what refers to it.
    op.add_column(
        "media_item",
        sa.Column("placed_from", sa.String(), nullable=False, server_default=""),
    )
    op.create_index(op.f("ix_media_item_placed_from"), "media_item", ["placed_from"])
    op.add_column(
        "pack",
        sa.Column(
            "needs_captions", sa.Boolean(), nullable=False, server_default=sa.true()
        ),
    )
    op.create_table(
        "media_captions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_item.id"],
            name=op.f("fk_media_captions_item_id_media_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_media_captions_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_captions")),
    )
    for column in ("item_id", "key", "author_id"):
        op.create_index(op.f(f"ix_media_captions_{column}"), "media_captions", [column])


def downgrade() -> None:
    op.drop_table("media_captions")
    op.drop_column("pack", "needs_captions")
    op.drop_index(op.f("ix_media_item_placed_from"), "media_item")
    op.drop_column("media_item", "placed_from")
