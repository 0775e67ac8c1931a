"""Records of a benchmark: JSON lines, appended as they come, one for each key."""

import json
from collections.abc import Callable
from pathlib import Path


def read(path: Path, key: Callable[[dict], object] = lambda record: record["class"]) -> dict:
    """Return the records of a file by key; a line cut short by a kill does not count."""
    records = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue
            records[key(record)] = record
    return records
