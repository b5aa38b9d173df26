"""Learning systems, launches under way, grades owed to them, and our keys."""

import sqlalchemy as sa
from alembic import op

revision = "bd602674eb4b"
down_revision = "c41f7a90e2d5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lti_signing_key",
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_lti_signing_key")),
    )
    op.create_index(
        op.f("ix_lti_signing_key_created_at"), "lti_signing_key", ["created_at"]
    )

    op.create_table(
        "lti_invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lti_invitation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_lti_invitation")),
    )
    op.create_index(
        op.f("ix_lti_invitation_expires_at"), "lti_invitation", ["expires_at"]
    )
    op.create_index(
        op.f("ix_lti_invitation_organisation_id"), "lti_invitation", ["organisation_id"]
    )

    op.create_table(
        "lti_platform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("auth_url", sa.String(), nullable=False),
        sa.Column("token_url", sa.String(), nullable=False),
        sa.Column("jwks_url", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keys_problem", sa.String(), nullable=False),
        sa.Column("token_problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lti_platform_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["host_site.id"],
            name=op.f("fk_lti_platform_site_id_host_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_platform")),
        sa.UniqueConstraint(
            "issuer", "client_id", name=op.f("uq_lti_platform_issuer_client_id")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_lti_platform_key")),
    )
    op.create_index(
        op.f("ix_lti_platform_organisation_id"), "lti_platform", ["organisation_id"]
    )
    op.create_index(op.f("ix_lti_platform_site_id"), "lti_platform", ["site_id"])

    op.create_table(
        "lti_deployment",
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_deployment_platform_id_lti_platform"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "platform_id", "deployment_id", name=op.f("pk_lti_deployment")
        ),
    )
    op.create_table(
        "lti_flow",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_flow_platform_id_lti_platform"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_lti_flow")),
    )
    op.create_index(op.f("ix_lti_flow_created_at"), "lti_flow", ["created_at"])
    op.create_index(op.f("ix_lti_flow_platform_id"), "lti_flow", ["platform_id"])

    op.create_table(
        "lti_placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("line_item", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "none",
                "waiting",
                "delivered",
                "failed",
                name="grade_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["host_learner.id"],
            name=op.f("fk_lti_placement_learner_id_host_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name=op.f("fk_lti_placement_platform_id_lti_platform"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_placement")),
        sa.UniqueConstraint(
            "platform_id",
            "learner_id",
            "resource_link_id",
            name=op.f("uq_lti_placement_platform_id_learner_id_resource_link_id"),
        ),
    )
    op.create_index("ix_lti_placement_due", "lti_placement", ["state", "due_at"])
    op.create_index(
        op.f("ix_lti_placement_learner_id"), "lti_placement", ["learner_id"]
    )


def downgrade() -> None:
    for table in (
        "lti_placement",
        "lti_flow",
        "lti_deployment",
        "lti_platform",
        "lti_invitation",
        "lti_signing_key",
    ):
        op.drop_table(table)
