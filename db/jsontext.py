"""How values lie in JSON columns: short, and readable in every language."""

import json
from typing import Any


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(value: str) -> Any:
    return json.loads(value)
