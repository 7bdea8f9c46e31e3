"""Since when areas are kept out because of an injury."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("runners") as runners:
        runners.add_column(sa.Column("injured_since", sa.Date()))
