"""Links of modules and what became of them; what a module describes."""

import sqlalchemy as sa
from alembic import op

revision = "b7d20e64c1f8"
down_revision = "a3f1c7d92e05"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "link_check",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_link_check")),
    )
    with op.batch_alter_table("link_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_check_broken_since"), ["broken_since"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_link_check_next_at"), ["next_at"], unique=False
        )

    op.create_table(
        "linked_text",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_linked_text_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_linked_text")),
    )
    op.create_table(
        "module_link",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_module_link_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "url", name=op.f("pk_module_link")),
    )
    with op.batch_alter_table("module_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_link_url"), ["url"], unique=False)

    op.add_column(
        "module", sa.Column("describes", sa.String(), nullable=False, server_default="")
    )


def downgrade() -> None:

    op.drop_column("module", "describes")

    with op.batch_alter_table("module_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_link_url"))

    op.drop_table("module_link")
    op.drop_table("linked_text")
    with op.batch_alter_table("link_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_check_next_at"))
        batch_op.drop_index(batch_op.f("ix_link_check_broken_since"))

    op.drop_table("link_check")
