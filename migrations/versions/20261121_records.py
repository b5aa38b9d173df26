"""Statements to the records of host sites."""

import sqlalchemy as sa
from alembic import op

revision = "d7a40c5be913"
down_revision = "c41d7f02a8be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("host_site") as table:
        for name in ("records_url", "records_sealed"):
            table.add_column(
                sa.Column(name, sa.String(), nullable=False, server_default="")
            )
    with op.batch_alter_table("host_delivery") as table:
        table.add_column(
            sa.Column(
                "way",
                sa.Enum(
                    "webhook",
                    "records",
                    name="way",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="webhook",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("host_delivery") as table:
        table.drop_constraint(op.f("ck_host_delivery_way"), type_="check")
        table.drop_column("way")
    with op.batch_alter_table("host_site") as table:
        table.drop_column("records_sealed")
        table.drop_column("records_url")
