"""What goes wrong between us and the database, said so that the host can mend it."""


class DatabaseError(Exception):
    """The database cannot be used. One line: what is wrong, and what to do. Never holds a password."""
