"""Sites of organisations that frame packs, who learns there, messages to them."""

import sqlalchemy as sa
from alembic import op

revision = "6d9b14c7e0f2"
down_revision = "b7e04d5a9c31"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "used_learner_key",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_used_learner_key")),
    )
    op.create_index(
        op.f("ix_used_learner_key_expires_at"), "used_learner_key", ["expires_at"]
    )

    op.create_table(
        "host_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("former_salt", sa.String(), nullable=False),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("webhook_url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_host_site_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_site")),
        sa.UniqueConstraint("key", name=op.f("uq_host_site_key")),
        sa.UniqueConstraint(
            "organisation_id",
            "origin",
            name=op.f("uq_host_site_organisation_id_origin"),
        ),
    )
    op.create_table(
        "organisation_editor",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["user.id"],
            name=op.f("fk_organisation_editor_added_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_editor_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_organisation_editor_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "user_id", name=op.f("pk_organisation_editor")
        ),
    )
    op.create_index(
        op.f("ix_organisation_editor_user_id"), "organisation_editor", ["user_id"]
    )

    op.create_table(
        "pack_restriction",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pack_restriction_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_restriction_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "pack_id", "organisation_id", name=op.f("pk_pack_restriction")
        ),
    )
    op.create_index(
        op.f("ix_pack_restriction_organisation_id"),
        "pack_restriction",
        ["organisation_id"],
    )

    op.create_table(
        "host_learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("progress", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["host_site.id"],
            name=op.f("fk_host_learner_site_id_host_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_learner")),
        sa.UniqueConstraint("mark", name=op.f("uq_host_learner_mark")),
        sa.UniqueConstraint(
            "site_id", "subject", name=op.f("uq_host_learner_site_id_subject")
        ),
    )
    op.create_table(
        "host_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "delivered",
                "failed",
                name="delivery_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["host_learner.id"],
            name=op.f("fk_host_delivery_learner_id_host_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["host_site.id"],
            name=op.f("fk_host_delivery_site_id_host_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_host_delivery_message_id")),
    )
    op.create_index("ix_host_delivery_due", "host_delivery", ["state", "due_at"])
    op.create_index(
        op.f("ix_host_delivery_learner_id"), "host_delivery", ["learner_id"]
    )
    op.create_index("ix_host_delivery_site", "host_delivery", ["site_id", "id"])


def downgrade() -> None:
    for table in (
        "host_delivery",
        "host_learner",
        "pack_restriction",
        "organisation_editor",
        "host_site",
        "used_learner_key",
    ):
        op.drop_table(table)
