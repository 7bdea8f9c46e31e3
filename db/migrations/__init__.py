"""Alembic's folder: `versions/NNNN_what.py`, one migration a file, numbered without a gap."""
