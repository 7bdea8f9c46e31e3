"""What the operating system knows of a process. Only Linux tells it in /proc; elsewhere: None."""

import os
from pathlib import Path


def cpu_seconds(pid: int) -> float | None:
    """Processor time of all its threads so far, in steps of 10 ms."""
    stat = _read(pid, "stat")
    if stat is None:
        return None
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float | None:
    """Memory it holds now, in MB of a million bytes."""
    status = _read(pid, "status")
    if status is None:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


def _read(pid: int, name: str) -> str | None:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except FileNotFoundError:
        return None
