"""Which cautions a runner named. Whoever was there before has named none.

A migration never imports the models: it has to mean the same when they have moved on. There is no
downgrade: the way back is the backup from before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("runners") as runners:
        runners.add_column(sa.Column("cautions", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
