"""No lease of a reminder: one process leads, so a row never had to be somebody's."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("reminders") as reminders:
        reminders.drop_column("lease_owner")
        reminders.drop_column("lease_until")
