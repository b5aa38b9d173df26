"""A path may stand on the page of its organisation."""

import sqlalchemy as sa
from alembic import op

revision = "91e4b6d0c27a"
down_revision = "d3a7c05e9f18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    listed: sa.Column[bool] = sa.Column(
        "is_listed", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("learning_path", listed)


def downgrade() -> None:
    op.drop_column("learning_path", "is_listed")
