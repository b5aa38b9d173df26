"""The first schema: accounts, texts, packs, translations, learning, outbox, jobs."""

import sqlalchemy as sa
from alembic import op

revision = "1758237f1d64"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "auth_flow",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("next_path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_auth_flow")),
    )
    with op.batch_alter_table("auth_flow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_auth_flow_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "counted_event",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_counted_event")),
    )
    with op.batch_alter_table("counted_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_counted_event_counted_on"), ["counted_on"], unique=False
        )

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pack",
                "module",
                "course",
                "project",
                "organisation",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("published_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "outdated_policy",
            sa.Enum(
                "show",
                "source",
                name="outdated_policy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="job_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_at"), ["run_at"], unique=False)

    op.create_table(
        "media_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "video",
                "audio",
                "image",
                "document",
                name="media_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("duration", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_item")),
    )
    with op.batch_alter_table("media_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_media_item_owner"), ["owner"], unique=False
        )

    op.create_table(
        "outbox_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_event")),
    )
    with op.batch_alter_table("outbox_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_event_due_at"), ["due_at"], unique=False
        )

    op.create_table(
        "pack_total",
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("modules_done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pack_key", name=op.f("pk_pack_total")),
    )
    op.create_table(
        "rate_bucket",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_rate_bucket")),
    )
    with op.batch_alter_table("rate_bucket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rate_bucket_window_start"), ["window_start"], unique=False
        )

    op.create_table(
        "site_state",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_state")),
    )
    op.create_table(
        "skill_total",
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("skill", "language", name=op.f("pk_skill_total")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_skeleton", sa.String(), nullable=False),
        sa.Column("name_shape", sa.String(), nullable=False),
        sa.Column("central_id", sa.String(), nullable=True),
        sa.Column("passphrase_hash", sa.String(), nullable=True),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("central_id", name=op.f("uq_user_central_id")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
        sa.UniqueConstraint("name_shape", name=op.f("uq_user_name_shape")),
        sa.UniqueConstraint("name_skeleton", name=op.f("uq_user_name_skeleton")),
    )
    op.create_table(
        "answer",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.String(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_answer_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "quiz_id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_user_id_answer_pack_key_answer_module_key"),
            ["user_id", "pack_key", "module_key"],
            unique=False,
        )

    op.create_table(
        "completion",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_completion_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "user_id", "pack_key", "module_key", name=op.f("pk_completion")
        ),
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_login_session_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_session_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "media_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "variant",
                "poster",
                "captions",
                name="media_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_machine_translated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_item.id"],
            name=op.f("fk_media_file_item_id_media_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
    )
    with op.batch_alter_table("media_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_media_file_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_media_file_key"), ["key"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "affiliate",
                "glam",
                "school",
                "university",
                "library",
                "archive",
                "museum",
                "foundation",
                "other",
                name="organisation_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("wikidata", sa.String(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_organisation_document_id_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("document_id", name=op.f("uq_organisation_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_name"), ["name"], unique=False
        )

    op.create_table(
        "outbox_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["outbox_event.id"],
            name=op.f("fk_outbox_delivery_event_id_outbox_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_delivery")),
        sa.UniqueConstraint(
            "event_id",
            "subscriber",
            name=op.f("uq_outbox_delivery_event_id_subscriber"),
        ),
    )
    op.create_table(
        "pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "beginner",
                "some-practice",
                "experienced",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "withdrawn",
                name="public_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("successor_slug", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("module_count", sa.Integer(), nullable=False),
        sa.Column("text_bytes", sa.Integer(), nullable=False),
        sa.Column("media_bytes", sa.Integer(), nullable=False),
        sa.Column("folder_hash", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_pack_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
        sa.UniqueConstraint("document_id", name=op.f("uq_pack_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_pack_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_pack_slug")),
    )
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pack_published_at"), ["published_at"], unique=False
        )

    op.create_table(
        "pack_visit",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("event_key", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_pack_visit_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "pack_key", name=op.f("pk_pack_visit")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("report_title", sa.String(), nullable=False),
        sa.Column("report_url", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_project_document_id_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("document_id", name=op.f("uq_project_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_project_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_project_slug")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_ends"), ["ends"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_number", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_revision_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_revision_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "document_id", "number", name=op.f("uq_revision_document_id_number")
        ),
    )
    op.create_table(
        "rights_log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "granted",
                "revoked",
                "blocked",
                "unblocked",
                "vanished",
                name="log_action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_rights_log_entry_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["user.id"], name=op.f("fk_rights_log_entry_target_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_log_entry")),
    )
    with op.batch_alter_table("rights_log_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rights_log_entry_target_id"), ["target_id"], unique=False
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reader",
                "editor",
                "trusted",
                "patroller",
                "reviewer",
                "coordinator",
                "moderator",
                "steward",
                "operator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["user.id"], name=op.f("fk_role_grant_granted_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_role_grant_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "skill",
            "language",
            name=op.f("uq_role_grant_user_id_role_skill_language"),
        ),
    )
    op.create_table(
        "statement",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("device_hash", sa.String(), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("pack_title", sa.String(), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_statement_user_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statement_device_hash"), ["device_hash"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_statement_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "tick",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_tick_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "unit_id", name=op.f("pk_tick")),
    )
    with op.batch_alter_table("tick", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tick_user_id_tick_pack_key_tick_module_key"),
            ["user_id", "pack_key", "module_key"],
            unique=False,
        )

    op.create_table(
        "unit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("retired_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_unit_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "withdrawn",
                name="public_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("folder_hash", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_course_document_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_course_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("document_id", name=op.f("uq_course_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_course_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_course_slug")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_published_at"), ["published_at"], unique=False
        )

    op.create_table(
        "module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training",
                "hands-on",
                name="module_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("media_kinds", sa.String(), nullable=False),
        sa.Column("text_bytes", sa.Integer(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_module_document_id_document"),
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_module_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
        sa.UniqueConstraint("document_id", name=op.f("uq_module_document_id")),
        sa.UniqueConstraint("pack_id", "key", name=op.f("uq_module_pack_id_key")),
    )
    with op.batch_alter_table("module", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_module_pack_id"), ["pack_id"], unique=False
        )

    op.create_table(
        "pack_credit",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_credit_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "position", name=op.f("pk_pack_credit")),
    )
    op.create_table(
        "pack_language",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("outdated", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.Integer(), nullable=False),
        sa.Column("machine", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_language_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "language", name=op.f("pk_pack_language")),
    )
    with op.batch_alter_table("pack_language", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pack_language_language"), ["language"], unique=False
        )

    op.create_table(
        "pack_organisation",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pack_organisation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_organisation_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "pack_id", "organisation_id", name=op.f("pk_pack_organisation")
        ),
    )
    with op.batch_alter_table("pack_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pack_organisation_organisation_id"),
            ["organisation_id"],
            unique=False,
        )

    op.create_table(
        "pack_project",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_project_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_pack_project_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "project_id", name=op.f("pk_pack_project")),
    )
    with op.batch_alter_table("pack_project", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pack_project_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "pack_skill",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_skill_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "skill", name=op.f("pk_pack_skill")),
    )
    with op.batch_alter_table("pack_skill", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pack_skill_order", ["skill", "position", "pack_id"], unique=False
        )

    op.create_table(
        "pack_source",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("accessed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"],
            ["pack.id"],
            name=op.f("fk_pack_source_pack_id_pack"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pack_id", "key", name=op.f("pk_pack_source")),
    )
    op.create_table(
        "project_finding",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_finding_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "kind", "position", name=op.f("pk_project_finding")
        ),
    )
    op.create_table(
        "project_number",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_number_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "position", name=op.f("pk_project_number")
        ),
    )
    op.create_table(
        "project_organisation",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "partner",
                "funder",
                "host",
                name="organisation_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_project_organisation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_organisation_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id",
            "organisation_id",
            "role",
            name=op.f("pk_project_organisation"),
        ),
    )
    with op.batch_alter_table("project_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_organisation_organisation_id"),
            ["organisation_id"],
            unique=False,
        )

    op.create_table(
        "project_person",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_person_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "position", name=op.f("pk_project_person")
        ),
    )
    op.create_table(
        "project_skill",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_skill_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "skill", name=op.f("pk_project_skill")),
    )
    with op.batch_alter_table("project_skill", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_skill_skill"), ["skill"], unique=False
        )

    op.create_table(
        "project_source",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("accessed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_source_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "key", name=op.f("pk_project_source")),
    )
    op.create_table(
        "unit_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_unit_version_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_version")),
        sa.UniqueConstraint(
            "unit_id", "text_hash", name=op.f("uq_unit_version_unit_id_text_hash")
        ),
    )
    op.create_table(
        "course_pack",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pack_slug", sa.String(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("has_note", sa.Boolean(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_course_pack_course_id_course"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("course_id", "position", name=op.f("pk_course_pack")),
    )
    with op.batch_alter_table("course_pack", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_pack_pack_slug"), ["pack_slug"], unique=False
        )

    op.create_table(
        "revision_unit",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_revision_unit_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_version_id"],
            ["unit_version.id"],
            name=op.f("fk_revision_unit_unit_version_id_unit_version"),
        ),
        sa.PrimaryKeyConstraint(
            "revision_id", "position", name=op.f("pk_revision_unit")
        ),
    )
    with op.batch_alter_table("revision_unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_revision_unit_unit_version_id"),
            ["unit_version_id"],
            unique=False,
        )

    op.create_table(
        "translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "suggestion",
                "translated",
                "approved",
                "needs-work",
                "rejected",
                name="translation_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "human",
                "memory",
                "machine",
                "import",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_translation_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["translation.id"],
            name=op.f("fk_translation_supersedes_id_translation"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_translation_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_version_id"],
            ["unit_version.id"],
            name=op.f("fk_translation_unit_version_id_unit_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
    )
    with op.batch_alter_table("translation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_translation_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "translation_head",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_id"],
            ["translation.id"],
            name=op.f("fk_translation_head_translation_id_translation"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_translation_head_unit_id_unit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "language", name=op.f("pk_translation_head")
        ),
    )


def downgrade() -> None:
    op.drop_table("translation_head")
    with op.batch_alter_table("translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_translation_unit_id"))

    op.drop_table("translation")
    with op.batch_alter_table("revision_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_unit_unit_version_id"))

    op.drop_table("revision_unit")
    with op.batch_alter_table("course_pack", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_pack_pack_slug"))

    op.drop_table("course_pack")
    op.drop_table("unit_version")
    op.drop_table("project_source")
    with op.batch_alter_table("project_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_skill_skill"))

    op.drop_table("project_skill")
    op.drop_table("project_person")
    with op.batch_alter_table("project_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_organisation_organisation_id"))

    op.drop_table("project_organisation")
    op.drop_table("project_number")
    op.drop_table("project_finding")
    op.drop_table("pack_source")
    with op.batch_alter_table("pack_skill", schema=None) as batch_op:
        batch_op.drop_index("ix_pack_skill_order")

    op.drop_table("pack_skill")
    with op.batch_alter_table("pack_project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_project_project_id"))

    op.drop_table("pack_project")
    with op.batch_alter_table("pack_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_organisation_organisation_id"))

    op.drop_table("pack_organisation")
    with op.batch_alter_table("pack_language", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_language_language"))

    op.drop_table("pack_language")
    op.drop_table("pack_credit")
    with op.batch_alter_table("module", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_pack_id"))

    op.drop_table("module")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_published_at"))

    op.drop_table("course")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_document_id"))

    op.drop_table("unit")
    with op.batch_alter_table("tick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tick_user_id_tick_pack_key_tick_module_key"))

    op.drop_table("tick")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_user_id"))
        batch_op.drop_index(batch_op.f("ix_statement_device_hash"))

    op.drop_table("statement")
    op.drop_table("role_grant")
    with op.batch_alter_table("rights_log_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rights_log_entry_target_id"))

    op.drop_table("rights_log_entry")
    op.drop_table("revision")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_ends"))

    op.drop_table("project")
    op.drop_table("pack_visit")
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_published_at"))

    op.drop_table("pack")
    op.drop_table("outbox_delivery")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_name"))

    op.drop_table("organisation")
    with op.batch_alter_table("media_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_file_key"))
        batch_op.drop_index(batch_op.f("ix_media_file_item_id"))

    op.drop_table("media_file")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_login_session_expires_at"))

    op.drop_table("login_session")
    op.drop_table("completion")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_answer_user_id_answer_pack_key_answer_module_key")
        )

    op.drop_table("answer")
    op.drop_table("user")
    op.drop_table("skill_total")
    op.drop_table("site_state")
    with op.batch_alter_table("rate_bucket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_bucket_window_start"))

    op.drop_table("rate_bucket")
    op.drop_table("pack_total")
    with op.batch_alter_table("outbox_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_event_due_at"))

    op.drop_table("outbox_event")
    with op.batch_alter_table("media_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_item_owner"))

    op.drop_table("media_item")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_run_at"))

    op.drop_table("job")
    op.drop_table("document")
    with op.batch_alter_table("counted_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counted_event_counted_on"))

    op.drop_table("counted_event")
    with op.batch_alter_table("auth_flow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auth_flow_created_at"))

    op.drop_table("auth_flow")
