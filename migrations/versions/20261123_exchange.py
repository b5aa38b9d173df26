"""People who can help and people who want help; what they are told about it."""

import sqlalchemy as sa
from alembic import op

revision = "dc65da15ea4b"
down_revision = "a7f2c90b4e61"
branch_labels = None
depends_on = None

KINDS = [
    *("mention", "reply", "review", "suggestion", "problem", "thanks", "question"),
    *("reminder", "file", "role"),
]
NEW_KINDS = ("asked", "help", "helped", "match", "confirm")
TABLES = (
    *("exchange_report", "message", "conversation", "need_language", "need"),
    *("peer_block", "offer", "peer_language", "peer"),
)
NOTICES = ("notice", "unwanted_notice")


def upgrade() -> None:
    op.create_table(
        "exchange_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column(
            "subject",
            sa.Enum(
                "peer",
                "need",
                "message",
                name="report_subject",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "removed",
                "kept",
                name="report_decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["user.id"],
            name=op.f("fk_exchange_report_about_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["user.id"],
            name=op.f("fk_exchange_report_reporter_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["user.id"],
            name=op.f("fk_exchange_report_settled_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_report")),
    )
    with op.batch_alter_table("exchange_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exchange_report_settled_at"), ["settled_at"], unique=False
        )

    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "helped",
                "elsewhere",
                "dropped",
                "expired",
                name="need_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asker_id"],
            ["user.id"],
            name=op.f("fk_need_asker_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by"],
            ["user.id"],
            name=op.f("fk_need_hidden_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["user.id"], name=op.f("fk_need_to_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_asker_id"), ["asker_id"], unique=False
        )
        batch_op.create_index("ix_need_open", ["closed_at", "created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_need_open_until"), ["open_until"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_need_skill"), ["skill"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_to_id"), ["to_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_offer_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("user_id", "skill", name=op.f("uq_offer_user_id_skill")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_skill"), ["skill"], unique=False)

    op.create_table(
        "peer_block",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocked_id"],
            ["user.id"],
            name=op.f("fk_peer_block_blocked_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_peer_block_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "blocked_id", name=op.f("pk_peer_block")),
    )
    with op.batch_alter_table("peer_block", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_peer_block_blocked_id"), ["blocked_id"], unique=False
        )

    op.create_table(
        "peer_language",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_peer_language_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "language", name=op.f("pk_peer_language")),
    )
    with op.batch_alter_table("peer_language", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_peer_language_language"), ["language"], unique=False
        )

    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("asker_seen", sa.Integer(), nullable=False),
        sa.Column("helper_seen", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("helped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["user.id"],
            name=op.f("fk_conversation_ended_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"],
            ["user.id"],
            name=op.f("fk_conversation_helper_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["need.id"],
            name=op.f("fk_conversation_need_id_need"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint(
            "need_id", "helper_id", name=op.f("uq_conversation_need_id_helper_id")
        ),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_helper_id"), ["helper_id"], unique=False
        )

    op.create_table(
        "need_language",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["need.id"],
            name=op.f("fk_need_language_need_id_need"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("need_id", "language", name=op.f("pk_need_language")),
    )
    with op.batch_alter_table("need_language", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_language_language"), ["language"], unique=False
        )

    op.create_table(
        "peer",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_language", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("utc_offset", sa.Integer(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("wants_matches", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_peer_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_peer_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_peer")),
    )
    with op.batch_alter_table("peer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_peer_is_listed"), ["is_listed"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_peer_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user.id"],
            name=op.f("fk_message_author_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_conversation_id"), ["conversation_id"], unique=False
        )

    _allow([*KINDS, *NEW_KINDS])


def _allow(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table in NOTICES:
        name = f"ck_{table}_notice_kind"
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(op.f(name), table, type_="check")
        # SQLite's table is made anew, without the constraint it had. Nothing refers
        # to it.
        with op.batch_alter_table(table, recreate="auto") as batch_op:
            batch_op.create_check_constraint(op.f(name), f"kind IN ({listed})")


def downgrade() -> None:
    new = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    for table in NOTICES:
        op.execute(sa.text(f"DELETE FROM {table} WHERE kind IN ({new})"))  # noqa: S608
    _allow(KINDS)
    for name in TABLES:
        op.drop_table(name)
