"""A module notes its videos and sounds, so that their time can be told."""

import sqlalchemy as sa
from alembic import op

revision = "d3a7c05e9f18"
down_revision = "6b2f91d8e0c4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is there already is noted when it is next loaded or published.
    clips = sa.Column("clips", sa.String(), nullable=False, server_default="")
    op.add_column("module", clips)


def downgrade() -> None:
    op.drop_column("module", "clips")
