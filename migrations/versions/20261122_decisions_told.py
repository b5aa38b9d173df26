"""Notices say what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "6b2f91d8e0c4"
down_revision = "a8d41c07be93"
branch_labels = None
depends_on = None

OUTCOMES = (
    *("published", "approved", "change-asked", "ended"),
    *("taken", "amended", "declined"),
)


def upgrade() -> None:
    outcome = sa.Enum(
        *OUTCOMES,
        name="notice_outcome",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    # Nothing refers to this table, so SQLite may make it anew.
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("outcome", outcome, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("ck_notice_notice_outcome"), type_="check")
        table.drop_column("outcome")
