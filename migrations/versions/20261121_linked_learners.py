"""Accounts that keep what is learnt elsewhere, packs translated since, what is due."""

import sqlalchemy as sa
from alembic import op

revision = "5c18e7b40f92"
down_revision = "f3a90d6c41e7"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "host_link",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["host_learner.id"],
            name="fk_host_link_learner_id_host_learner",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name="fk_host_link_user_id_user",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", name="pk_host_link"),
    )
    op.create_index("ix_host_link_user_id", "host_link", ["user_id"])
    op.create_table(
        "host_link_asking",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["host_learner.id"],
            name="fk_host_link_asking_learner_id_host_learner",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_host_link_asking"),
    )
    for name in ("learner_id", "expires_at"):
        op.create_index(f"ix_host_link_asking_{name}", "host_link_asking", [name])
    # Not as a batch: a table that is made anew takes all below it along.
    op.add_column("pack", sa.Column("translated_at", moment, nullable=True))
    op.create_index(
        "ix_host_delivery_waiting",
        "host_delivery",
        ["site_id", "way", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_host_delivery_waiting", "host_delivery")
    op.drop_column("pack", "translated_at")
    op.drop_table("host_link_asking")
    op.drop_table("host_link")
