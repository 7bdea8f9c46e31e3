from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from db.engine import Database
from db.store import sessions
from tests.db.rows import ANNA, DAY, NOW, add_anna, add_session, checkin, item, session


async def test_there_is_no_session_before_the_first(database: Database) -> None:
    def none(conn: Connection) -> tuple[Any, int]:
        add_anna(conn)
        return sessions.with_items(conn, ANNA), sessions.newest(conn, ANNA)

    assert await database.run(none) == (None, 0)


async def test_a_session_comes_in_one_piece_with_its_items_in_order(database: Database) -> None:
    def whole(conn: Connection) -> dict[str, Any] | None:
        add_anna(conn)
        add_session(conn, 1, item(2, "calf-roll"), item(1, "arch-roll"))
        sessions.save_checkin(conn, ANNA, 1, checkin())
        return sessions.with_items(conn, ANNA, 1)

    assert await database.run(whole) == {
        **session(1),
        **checkin(),
        "sharp": ["back"],
        "items": [item(1, "arch-roll"), item(2, "calf-roll")],
    }


async def test_a_session_without_check_in_and_items_has_neither(database: Database) -> None:
    def bare(conn: Connection) -> dict[str, Any] | None:
        add_anna(conn)
        add_session(conn)
        return sessions.with_items(conn, ANNA)

    assert await database.run(bare) == {**session(1), "items": []}


async def test_without_a_number_the_newest_session_comes(database: Database) -> None:
    def newest(conn: Connection) -> tuple[int, list[str], int]:
        add_anna(conn)
        add_session(conn, 9, item(1, "a"))
        add_session(conn, 10, item(1, "b"))
        found = sessions.with_items(conn, ANNA)
        assert found is not None
        return found["no"], [i["exercise_id"] for i in found["items"]], sessions.newest(conn, ANNA)

    assert await database.run(newest) == (10, ["b"], 10)


async def test_a_session_and_its_check_in_can_change(database: Database) -> None:
    def changed(conn: Connection) -> dict[str, Any] | None:
        add_anna(conn)
        add_session(conn)
        sessions.save(conn, ANNA, 1, status="done", ended_at=NOW)
        sessions.save_checkin(conn, ANNA, 1, checkin(clear=False))
        sessions.save_checkin(conn, ANNA, 1, checkin(mood="better", sore={}, sharp=frozenset()))
        return sessions.with_items(conn, ANNA)

    assert await database.run(changed) == {
        **session(1, status="done", ended_at=NOW),
        **checkin(mood="better", sore={}, sharp=[]),
        "items": [],
    }


async def test_a_new_plan_takes_the_place_of_what_was_not_answered(database: Database) -> None:
    def replanned(conn: Connection) -> list[tuple[int, str, str]]:
        add_anna(conn)
        done = item(1, "a", status="done", answered_at=NOW)
        add_session(conn, 1, done, item(2, "b"), item(3, "c", status="left-out"))
        sessions.plan(conn, ANNA, 1, [item(1, "a"), item(2, "d")])
        found = sessions.with_items(conn, ANNA, 1)
        assert found is not None
        return [(i["position"], i["exercise_id"], i["status"]) for i in found["items"]]

    assert await database.run(replanned) == [(1, "a", "done"), (2, "d", "pending")]


async def test_an_empty_plan_empties_the_session(database: Database) -> None:
    def emptied(conn: Connection) -> dict[str, Any] | None:
        add_anna(conn)
        add_session(conn, 1, item(1))
        sessions.plan(conn, ANNA, 1, [])
        return sessions.with_items(conn, ANNA)

    assert await database.run(emptied) == {**session(1), "items": []}


async def test_an_answer_changes_its_item_and_no_other(database: Database) -> None:
    def answered(conn: Connection) -> list[str]:
        add_anna(conn)
        add_session(conn, 1, item(1, "a"), item(2, "a"))
        add_session(conn, 2, item(1, "a"))
        sessions.add_item(conn, ANNA, 1, item(1, "b"))
        sessions.answer(conn, ANNA, 1, 1, "a", {"status": "done", "answered_at": NOW})
        both = [sessions.with_items(conn, ANNA, no) for no in (1, 2)]
        return [i["status"] for found in both if found is not None for i in found["items"]]

    assert await database.run(answered) == ["done", "pending", "pending", "pending"]


async def test_message_numbers_are_remembered_by_the_item(database: Database) -> None:
    def remembered(conn: Connection) -> list[int | None]:
        add_anna(conn)
        add_session(conn, 1, item(1, "a"), item(2, "b"), item(3, "c"))
        sessions.set_message_ids(conn, [(ANNA, 1, 1, 100), (ANNA, 1, 2, 2**40)])
        sessions.set_message_ids(conn, [])
        return [sessions.message_id(conn, ANNA, 1, position) for position in (1, 2, 3, 4)]

    assert await database.run(remembered) == [100, 2**40, None, None]


async def test_a_position_belongs_to_the_exercise_that_replaced_another(database: Database) -> None:
    def swapped(conn: Connection) -> tuple[int | None, int | None, list[int | None]]:
        add_anna(conn)
        add_session(conn, 1, item(1, "plank", message_id=100))
        sessions.answer(conn, ANNA, 1, 1, "plank", {"status": "swapped"})
        sessions.add_item(conn, ANNA, 1, item(1, "plank-on-knees"))
        # the old message still has to be edited: until the new one is sent, it is the position's
        before = sessions.message_id(conn, ANNA, 1, 1)
        sessions.set_message_ids(conn, [(ANNA, 1, 1, 101)])
        found = sessions.with_items(conn, ANNA, 1)
        assert found is not None
        return before, sessions.message_id(conn, ANNA, 1, 1), [i["message_id"] for i in found["items"]]

    assert await database.run(swapped) == (100, 101, [100, 101])


async def test_not_for_me_holds_until_the_exercise_is_done_or_skipped_for_another_reason(
    database: Database,
) -> None:
    not_for_me = {"status": "skipped", "reason": "not-for-me"}

    def disliked(conn: Connection) -> frozenset[str]:
        add_anna(conn)
        names = ("kept", "done-since", "hurt-since", "skipped-since", "twice")
        add_session(conn, 1, *(item(n, name, **not_for_me) for n, name in enumerate(names, 1)))
        add_session(
            conn,
            2,
            item(1, "done-since", status="done"),
            item(2, "hurt-since", status="skipped", reason="hurts"),
            item(3, "skipped-since", status="skipped"),
            item(4, "twice", **not_for_me),
            item(5, "never-disliked", status="done"),
        )
        return sessions.disliked(conn, ANNA)

    assert await database.run(disliked) == {"kept", "skipped-since", "twice"}


async def test_sessions_done_are_counted_by_their_local_day_both_ends_included(database: Database) -> None:
    def counted(conn: Connection) -> int:
        add_anna(conn)
        for no, days, status in (
            (1, -1, "done"),
            (2, 0, "done"),
            (3, 1, "rested"),
            (4, 2, "done"),
            (5, 3, "done"),
        ):
            add_session(conn, no, local_day=DAY + timedelta(days=days), status=status)
        return sessions.done_between(conn, ANNA, DAY, DAY + timedelta(days=2))

    assert await database.run(counted) == 2
