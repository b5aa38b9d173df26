"""Notices of a role that was given or taken."""

import sqlalchemy as sa
from alembic import op

revision = "a8d41c07be93"
down_revision = "5c18e7b40f92"
branch_labels = None
depends_on = None

KINDS = [
    *("mention", "reply", "review", "suggestion", "problem", "thanks", "question"),
    *("reminder", "file"),
]
TABLES = ("notice", "unwanted_notice")


def upgrade() -> None:
    _allow([*KINDS, "role"])


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
        op.execute(sa.text(f"DELETE FROM {table} WHERE kind = 'role'"))  # noqa: S608
    _allow(KINDS)
