"""The runner's week: rest days as a rule, pauses, injured areas, races; who was told that they may not come in.

The table of rest days was never written to: a rule says more ("every second Sunday") and needs no table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.drop_table("rest_days")
    with op.batch_alter_table("runners") as runners:
        runners.add_column(sa.Column("rest_rule", sa.String()))
        runners.add_column(sa.Column("rest_starts", sa.Date()))
        runners.add_column(sa.Column("rest_time", sa.Time()))
        runners.add_column(sa.Column("paused_until", sa.Date()))
        runners.add_column(sa.Column("paused_why", sa.String()))
        runners.add_column(sa.Column("injured", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        runners.add_column(sa.Column("race_question", sa.Boolean(), server_default=sa.true(), nullable=False))
        runners.add_column(sa.Column("hour_offered", sa.Boolean(), server_default=sa.false(), nullable=False))
        runners.create_check_constraint(
            op.f("ck_runners_paused_why"), "paused_why IN ('ill', 'injured', 'away', 'break')"
        )
    with op.batch_alter_table("reminders") as reminders:
        reminders.add_column(sa.Column("snoozed", sa.Boolean(), server_default=sa.false(), nullable=False))
        reminders.add_column(sa.Column("ended_at", sa.DateTime(timezone=True)))
    op.create_table(
        "races",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day_type", sa.String(), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("metres", sa.Integer()),
        sa.Column("legs", sa.String()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["runners.chat_id"], name=op.f("fk_races_runners"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "no", name=op.f("pk_races")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "strangers",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_strangers")),
    )
