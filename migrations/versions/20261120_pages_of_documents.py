"""Documents get pictures of their pages, and how their words begin."""

import sqlalchemy as sa
from alembic import op

revision = "b7d1e4a09c36"
down_revision = "f4c18e60d2a7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plainly: to make the table anew would lose what refers to it.
    op.add_column(
        "media_file",
        sa.Column("page", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "media_item",
        sa.Column("preview", sa.Text(), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("media_item", "preview")
    op.drop_column("media_file", "page")
