"""Files of translations: those somebody sent, and those of content folders."""

import sqlalchemy as sa
from alembic import op

revision = "b6e94a1f07d3"
down_revision = "e7a90c5d1b42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_catalog_file_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_file")),
    )
    op.create_index(op.f("ix_catalog_file_subject"), "catalog_file", ["subject"])
    op.create_index(op.f("ix_catalog_file_digest"), "catalog_file", ["digest"])
    op.create_table(
        "folder_catalog",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "language", name=op.f("pk_folder_catalog")),
    )


def downgrade() -> None:
    op.drop_table("folder_catalog")
    op.drop_index(op.f("ix_catalog_file_digest"), "catalog_file")
    op.drop_index(op.f("ix_catalog_file_subject"), "catalog_file")
    op.drop_table("catalog_file")
