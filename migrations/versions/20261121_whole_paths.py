"""Links of learning systems to whole paths, and columns made for links."""

import sqlalchemy as sa
from alembic import op

revision = "f3a90d6c41e7"
down_revision = "d7a40c5be913"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lti_placement") as table:
        for name in ("way", "line_items"):
            table.add_column(
                sa.Column(name, sa.String(), nullable=False, server_default="")
            )


def downgrade() -> None:
    with op.batch_alter_table("lti_placement") as table:
        table.drop_column("line_items")
        table.drop_column("way")
