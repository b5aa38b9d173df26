"""Paths of organisations, cohorts, join links, who takes a path, and reminders."""

import sqlalchemy as sa
from alembic import op

revision = "c41f7a90e2d5"
down_revision = "c41d7be08f25"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = ["mention", "reply", "review", "suggestion", "problem", "thanks", "question"]
NOTICES = ("notice", "unwanted_notice")
TABLES = (
    *("path_progress", "path_learner", "join_link", "path_words"),
    *("path_step", "path_cohort", "learning_path"),
)


def upgrade() -> None:
    _make_paths()
    _make_learners()
    _allow([*KINDS, "reminder"])


def _make_paths() -> None:
    op.create_table(
        "learning_path",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_learning_path_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_path")),
        sa.UniqueConstraint("slug", name=op.f("uq_learning_path_slug")),
    )
    op.create_index(
        op.f("ix_learning_path_organisation_id"), "learning_path", ["organisation_id"]
    )

    op.create_table(
        "path_cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["path_id"],
            ["learning_path.id"],
            name=op.f("fk_path_cohort_path_id_learning_path"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_cohort")),
    )
    op.create_index(op.f("ix_path_cohort_path_id"), "path_cohort", ["path_id"])

    op.create_table(
        "path_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("pin", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("pinned_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["path_id"],
            ["learning_path.id"],
            name=op.f("fk_path_step_path_id_learning_path"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_step")),
    )
    op.create_index(op.f("ix_path_step_path_id"), "path_step", ["path_id"])

    op.create_table(
        "path_words",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["path_id"],
            ["learning_path.id"],
            name=op.f("fk_path_words_path_id_learning_path"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("path_id", "language", name=op.f("pk_path_words")),
    )


def _make_learners() -> None:
    op.create_table(
        "join_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["path_cohort.id"],
            name=op.f("fk_join_link_cohort_id_path_cohort"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_link")),
        sa.UniqueConstraint("token", name=op.f("uq_join_link_token")),
    )
    op.create_index(op.f("ix_join_link_cohort_id"), "join_link", ["cohort_id"])

    op.create_table(
        "path_learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("device_hash", sa.String(), nullable=True),
        sa.Column("host_learner_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "sharing",
            sa.Enum(
                "nothing",
                "totals",
                "steps",
                name="sharing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wants_reminders", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["path_cohort.id"],
            name=op.f("fk_path_learner_cohort_id_path_cohort"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["host_learner_id"],
            ["host_learner.id"],
            name=op.f("fk_path_learner_host_learner_id_host_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["path_id"],
            ["learning_path.id"],
            name=op.f("fk_path_learner_path_id_learning_path"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_path_learner_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_learner")),
        sa.UniqueConstraint("mark", name=op.f("uq_path_learner_mark")),
        sa.UniqueConstraint(
            "path_id", "device_hash", name=op.f("uq_path_learner_path_id_device_hash")
        ),
        sa.UniqueConstraint(
            "path_id",
            "host_learner_id",
            name=op.f("uq_path_learner_path_id_host_learner_id"),
        ),
        sa.UniqueConstraint(
            "path_id", "user_id", name=op.f("uq_path_learner_path_id_user_id")
        ),
    )
    op.create_index(op.f("ix_path_learner_cohort_id"), "path_learner", ["cohort_id"])
    op.create_index(
        op.f("ix_path_learner_device_hash"), "path_learner", ["device_hash"]
    )
    op.create_index(
        op.f("ix_path_learner_host_learner_id"), "path_learner", ["host_learner_id"]
    )
    op.create_index(op.f("ix_path_learner_user_id"), "path_learner", ["user_id"])

    op.create_table(
        "path_progress",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_key", sa.String(), nullable=False),
        sa.Column("last_done", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["path_learner.id"],
            name=op.f("fk_path_progress_learner_id_path_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "pack_key", name=op.f("pk_path_progress")
        ),
    )


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
    for table in NOTICES:
        op.execute(sa.text(f"DELETE FROM {table} WHERE kind = 'reminder'"))  # noqa: S608
    _allow(KINDS)
    for table in TABLES:
        op.drop_table(table)
