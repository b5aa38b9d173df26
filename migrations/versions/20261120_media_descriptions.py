"""Media items keep the file that describes them, so that an export has it."""

import sqlalchemy as sa
from alembic import op

revision = "5b0c3f7a9e21"
down_revision = "1758237f1d64"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("media_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("text", sa.Text(), nullable=False, server_default="")
        )
    # The next load reads every pack again and fills it.
    op.execute("UPDATE pack SET folder_hash = ''")


def downgrade() -> None:
    with op.batch_alter_table("media_item", schema=None) as batch_op:
        batch_op.drop_column("text")
