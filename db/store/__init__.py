"""Every query, by name, one file a noun. The first argument is the connection of the unit of work.

Nothing here commits, and nothing here knows what a value means. Reads return rows (or dicts) whose
keys are the fields of the coach's values; each function is one statement unless it says otherwise.
"""
