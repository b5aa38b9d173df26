"""Statements name their pack's version by its day, which people understand."""

import sqlalchemy as sa
from alembic import op

revision = "c41d7be2f0a6"
down_revision = "c41d0e9b7f36"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_on", sa.Date(), nullable=True))
    # What was taken on a day was the version of that day, whenever it was written.
    op.execute("UPDATE statement SET version_on = completed_on")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.alter_column("version_on", existing_type=sa.Date(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_column("version_on")
