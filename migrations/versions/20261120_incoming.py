"""What somebody brings in: packs of other places, looked through before they come."""

import sqlalchemy as sa
from alembic import op

revision = "3f8c61d2e94a"
down_revision = "c90a4be7d513"
branch_labels = None
depends_on = None

STATES = ("looking", "ready", "taking", "taken", "refused", "forgotten")


def upgrade() -> None:
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="incoming_state",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("packs", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_incoming_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming")),
    )
    op.create_index(op.f("ix_incoming_author_id"), "incoming", ["author_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_incoming_author_id"), "incoming")
    op.drop_table("incoming")
