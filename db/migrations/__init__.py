"""Alembic's folder: `versions/NNNN_what.py`, one migration a file, numbered without a gap.

A new one is a copy of the last one's head with the next number, and `op` calls that change the tables.
`tests/db/test_migrations.py` then says what still differs from the models. On SQLite a change is a
rebuild of the table (`op.batch_alter_table`); for `outbox` it has to be told again to count with
AUTOINCREMENT: `table_kwargs={"sqlite_autoincrement": True}`.
"""
