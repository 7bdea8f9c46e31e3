"""What the database knows of a runner, one line a fact, as a story's = lines name it."""

from sqlalchemy import Connection, text

from db.engine import Database
from db.jsontext import written

FIELDS = (
    *("zone", "reminder_time", "kit", "focus", "beginner", "hypermobile", "caution", "cautions", "hold"),
    *("rest_rule", "rest_starts", "rest_time", "paused_until", "paused_why", "injured", "race_question"),
    *("injured_since", "hour_offered", "minutes"),
)


async def facts(database: Database, chat_id: int) -> list[str]:
    """run DAY TYPE · runs COUNT · reminder [KIND] DAY HH:MM STATE [REASON] · race N TYPE DAY [LEGS] ·
    session N DAY TYPE STATUS · mood N WORD ·
    item N.POS EXERCISE STATUS [REASON] · sore AREA LEVEL · sharp AREA · runner FIELD VALUE."""

    def read(conn: Connection) -> list[str]:
        lines: list[str] = []

        def add(query: str, form: str) -> None:
            for row in conn.execute(text(query), {"c": chat_id}):
                lines.append(form.format(*map(_plain, row)).strip())

        add("SELECT local_day, day_type FROM runs WHERE chat_id=:c AND removed_at IS NULL", "run {} {}")
        add("SELECT count(*) FROM runs WHERE chat_id=:c AND removed_at IS NULL", "runs {}")
        for row in conn.execute(
            text("SELECT kind, local_date, local_time, state, reason FROM reminders WHERE chat_id=:c"),
            {"c": chat_id},
        ):
            kind = "" if row[0] == "regen" else f"{row[0]} "
            lines.append(f"reminder {kind}{row[1]} {str(row[2])[:5]} {row[3]} {row[4] or ''}".strip())
        add(
            "SELECT no, day_type, local_day, legs FROM races WHERE chat_id=:c AND removed_at IS NULL",
            "race {} {} {} {}",
        )
        add("SELECT no, local_day, day_type, status FROM sessions WHERE chat_id=:c", "session {} {} {} {}")
        add(
            "SELECT session_no, position, exercise_id, status, reason, variant FROM session_items"
            " WHERE chat_id=:c",
            "item {}.{} {} {} {} {}",
        )
        add("SELECT session_no, mood FROM checkins WHERE chat_id=:c AND mood IS NOT NULL", "mood {} {}")
        add("SELECT session_no, flag FROM checkins WHERE chat_id=:c AND flag IS NOT NULL", "flag {} {}")
        add("SELECT session_no, sore, sharp FROM checkins WHERE chat_id=:c", "sore {} {} sharp {}")
        for field in (*FIELDS, "active"):
            add(f"SELECT '{field}', {field} FROM runners WHERE chat_id=:c", "runner {} {}")
        return lines

    return await database.run(read)


def _plain(value: object) -> object:
    """The same words from every database."""
    if value is None:
        return ""
    if isinstance(value, list | dict):  # PostgreSQL reads its JSON, SQLite keeps the text
        return written(value)
    return int(value) if isinstance(value, bool) else value
