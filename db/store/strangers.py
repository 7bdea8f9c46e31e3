"""Who was told that they may not come in, and when: so that they are told once a day and no more."""

from datetime import datetime

from sqlalchemy import Connection, delete

from db.models import strangers
from db.store.dialect import insert_into


def tell(conn: Connection, chat_id: int, now: datetime, not_since: datetime) -> bool:
    """Note that they are told now. False: they were told after `not_since`, and are not told again."""
    telling = (
        insert_into(conn, strangers)
        .values(chat_id=chat_id, told_at=now)
        .on_conflict_do_update(
            index_elements=["chat_id"], set_={"told_at": now}, where=strangers.c.told_at <= not_since
        )
        .returning(strangers.c.chat_id)
    )
    return conn.execute(telling).first() is not None


def prune(conn: Connection, before: datetime) -> None:
    """Forget whom was told before that moment."""
    conn.execute(delete(strangers).where(strangers.c.told_at < before))
