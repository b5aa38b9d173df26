"""People on the site withdraw packs and put their modules in another order."""

import sqlalchemy as sa
from alembic import op

revision = "c90a4be7d513"
down_revision = "b7d20e64c1f8"
branch_labels = None
depends_on = None

COLUMNS = ("is_withdrawn_here", "is_ordered_here")


def upgrade() -> None:

    # Not in a batch: that would make the table anew, and drop what refers to it.
    for name in COLUMNS:
        op.add_column(
            "pack",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()),
        )


def downgrade() -> None:

    for name in COLUMNS:
        op.drop_column("pack", name)
