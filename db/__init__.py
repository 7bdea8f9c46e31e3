"""The database room: tables, every query by name, the engine, the migrations. Knows nothing of the coach."""
