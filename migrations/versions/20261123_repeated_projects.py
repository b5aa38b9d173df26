"""A project names those it did again."""

import sqlalchemy as sa
from alembic import op

revision = "a7f2c90b4e61"
down_revision = "91e4b6d0c27a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project_repeat",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("earlier_slug", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_repeat_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "position", name=op.f("pk_project_repeat")
        ),
    )
    op.create_index(
        op.f("ix_project_repeat_earlier_slug"), "project_repeat", ["earlier_slug"]
    )


def downgrade() -> None:
    op.drop_table("project_repeat")
