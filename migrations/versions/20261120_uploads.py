"""Files that people upload: uploads, versions, who and why, and words for pictures."""

import sqlalchemy as sa
from alembic import op

revision = "d7a2f1c05b94"
down_revision = "b6e94a1f07d3"
branch_labels = None
depends_on = None

ROLES = ["variant", "poster", "captions"]
MORE_ROLES = [*ROLES, "waveform", "stream"]
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("media_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("token", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("uploader_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("version", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("created_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("deleted_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("deleted_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("deleted_reason", sa.String(), nullable=False, server_default="")
        )
        batch_op.create_unique_constraint(op.f("uq_media_item_token"), ["token"])
        batch_op.create_index(op.f("ix_media_item_uploader_id"), ["uploader_id"])
        for column in ("uploader_id", "deleted_by"):
            batch_op.create_foreign_key(
                op.f(f"fk_media_item_{column}_user"),
                "user",
                [column],
                ["id"],
                ondelete="SET NULL",
            )
        if op.get_bind().dialect.name == "sqlite":
            # Its table is made anew, without the constraint it had.
            batch_op.create_check_constraint(
                op.f("ck_media_item_media_kind"),
                "kind IN ('video', 'audio', 'image', 'document')",
            )
    _allow_roles(MORE_ROLES)
    with op.batch_alter_table("media_file", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("version", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.alter_column(
            "bytes", existing_type=sa.Integer(), type_=sa.BigInteger(), nullable=False
        )
    op.create_table(
        "media_alt_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_item.id"],
            name=op.f("fk_media_alt_text_item_id_media_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_alt_text")),
        sa.UniqueConstraint(
            "item_id", "language", name=op.f("uq_media_alt_text_item_id_language")
        ),
    )
    op.create_index(op.f("ix_media_alt_text_item_id"), "media_alt_text", ["item_id"])
    _create_uploads()


def _create_uploads() -> None:
    states = ("sending", "waiting", "processing", "done", "refused", "cancelled")
    op.create_table(
        "media_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *states,
                name="upload_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_media_upload_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_item.id"],
            name=op.f("fk_media_upload_item_id_media_item"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_media_upload_token")),
    )
    for column in ("user_id", "item_id", "digest", "created_at"):
        op.create_index(op.f(f"ix_media_upload_{column}"), "media_upload", [column])


def _allow_roles(roles: list[str]) -> None:
    name = "ck_media_file_media_role"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(name), "media_file", type_="check")
    listed = ", ".join(f"'{role}'" for role in roles)
    # SQLite's table is made anew, without the constraint it had.
    with op.batch_alter_table("media_file", recreate="auto") as batch_op:
        batch_op.create_check_constraint(op.f(name), f"role IN ({listed})")


def downgrade() -> None:
    op.drop_table("media_upload")
    op.drop_table("media_alt_text")
    op.execute("DELETE FROM media_file WHERE role IN ('waveform', 'stream')")
    _allow_roles(ROLES)
    with op.batch_alter_table("media_file", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.alter_column(
            "bytes", existing_type=sa.BigInteger(), type_=sa.Integer(), nullable=False
        )
    with op.batch_alter_table("media_item", schema=None) as batch_op:
        for column in ("uploader_id", "deleted_by"):
            batch_op.drop_constraint(
                op.f(f"fk_media_item_{column}_user"), type_="foreignkey"
            )
        batch_op.drop_index(op.f("ix_media_item_uploader_id"))
        batch_op.drop_constraint(op.f("uq_media_item_token"), type_="unique")
        for column in (
            "deleted_reason",
            "deleted_by",
            "deleted_at",
            "created_at",
            "version",
            "uploader_id",
            "token",
        ):
            batch_op.drop_column(column)
