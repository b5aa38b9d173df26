"""Files copied from Commons, and notices of what became of them there."""

import sqlalchemy as sa
from alembic import op

revision = "c41d7f02a8be"
down_revision = "bd602674eb4b"
branch_labels = None
depends_on = None

KINDS = [
    *("mention", "reply", "review", "suggestion", "problem", "thanks", "question"),
    "reminder",
]
TABLES = ("notice", "unwanted_notice")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "media_commons",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha1", sa.String(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "current",
                "changed",
                "gone",
                "unfit",
                name="commons_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_item.id"],
            name=op.f("fk_media_commons_item_id_media_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_media_commons")),
    )
    op.create_index(op.f("ix_media_commons_next_at"), "media_commons", ["next_at"])
    _allow([*KINDS, "file"])


def _allow(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table in TABLES:
        name = f"ck_{table}_notice_kind"
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(op.f(name), table, type_="check")
        # SQLite's table is made anew, without the constraint it had. Nothing refers
        # to it.
        with op.batch_alter_table(table, recreate="auto") as batch_op:
            batch_op.create_check_constraint(op.f(name), f"kind IN ({listed})")


def downgrade() -> None:
    for table in TABLES:
        op.execute(sa.text(f"DELETE FROM {table} WHERE kind = 'file'"))  # noqa: S608
    _allow(KINDS)
    op.drop_table("media_commons")
