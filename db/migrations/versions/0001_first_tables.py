"""The first tables.

A migration never imports the models: it has to mean the same when they have moved on. There is no
downgrade: the way back is the backup from before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER counts by itself there


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("letter", sa.JSON(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("not_after", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("lane IN ('reply', 'bulk')", name=op.f("ck_outbox_lane")),
        sa.CheckConstraint("state IN ('waiting', 'dead')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "runners",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("language_code", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("reminder_time", sa.Time(), nullable=False),
        sa.Column("kit", sa.JSON(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("focus", sa.JSON(), nullable=False),
        sa.Column("beginner", sa.String(), nullable=True),
        sa.Column("hypermobile", sa.String(), nullable=True),
        sa.Column("caution", sa.String(), nullable=True),
        sa.Column("hold", sa.String(), nullable=True),
        sa.Column("hold_since", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("dialogue", sa.JSON(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.CheckConstraint("beginner IN ('yes', 'no', 'skipped')", name=op.f("ck_runners_beginner")),
        sa.CheckConstraint("caution IN ('yes', 'no', 'skipped')", name=op.f("ck_runners_caution")),
        sa.CheckConstraint("hypermobile IN ('yes', 'no', 'skipped')", name=op.f("ck_runners_hypermobile")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_runners")),
    )
    op.create_table(
        "updates",
        sa.Column("update_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_updates")),
    )
    op.create_table(
        "reminders",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("due_utc", MOMENT, nullable=False),
        sa.Column("tzdb_version", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'taken', 'dropped')", name=op.f("ck_reminders_state")
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_reminders_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "chat_id", "kind", "local_date", name=op.f("uq_reminders_chat_id_kind_local_date")
        ),
    )
    op.create_index(
        "ix_reminders_pending",
        "reminders",
        ["due_utc"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "rest_days",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_rest_days_weekday")),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_rest_days_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "weekday", name=op.f("pk_rest_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day_type", sa.String(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("metres", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_runs_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "no", name=op.f("pk_runs")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("day_type", sa.String(), nullable=False),
        sa.Column("days_since", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('checkin', 'planned', 'active', 'done', 'rested', 'flagged', 'closed')",
            name=op.f("ck_sessions_status"),
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_sessions_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "no", name=op.f("pk_sessions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkins",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("session_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clear", sa.Boolean(), nullable=False),
        sa.Column("flag", sa.String(), nullable=True),
        sa.Column("sore", sa.JSON(), nullable=False),
        sa.Column("sharp", sa.JSON(), nullable=False),
        sa.Column("mood", sa.String(), nullable=True),
        sa.CheckConstraint("mood IN ('better', 'same', 'worse')", name=op.f("ck_checkins_mood")),
        sa.ForeignKeyConstraint(
            ["chat_id", "session_no"],
            ["sessions.chat_id", "sessions.no"],
            name=op.f("fk_checkins_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "session_no", name=op.f("pk_checkins")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session_items",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("session_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("exercise_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.Column("dose", sa.JSON(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("substitute_for", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("variant", sa.String(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('hurts', 'no-kit', 'no-time', 'too-hard', 'not-for-me')",
            name=op.f("ck_session_items_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'done', 'skipped', 'swapped', 'left-out')",
            name=op.f("ck_session_items_status"),
        ),
        sa.CheckConstraint("variant IN ('easier', 'stand-in')", name=op.f("ck_session_items_variant")),
        sa.ForeignKeyConstraint(
            ["chat_id", "session_no"],
            ["sessions.chat_id", "sessions.no"],
            name=op.f("fk_session_items_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "chat_id", "session_no", "position", "exercise_id", name=op.f("pk_session_items")
        ),
        sqlite_with_rowid=False,
    )
