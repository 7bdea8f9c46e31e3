"""Measures everything and prints the table: `./dev bench`, under two minutes on two idle cores."""

import asyncio
import gc
import os
import platform
import tempfile
import time
from pathlib import Path

from benchmarks import chooser, fanout, morning, starts, taps, thinking
from benchmarks.table import shown


async def _all(folder: Path) -> None:
    print(shown(await taps.measured(folder)), flush=True)
    print(shown(await starts.measured(folder)), flush=True)
    print(shown([*thinking.measured(), *chooser.measured()]), flush=True)
    print(shown([*await fanout.measured(folder), *await morning.measured(folder)]), flush=True)


def main() -> None:
    begin = time.perf_counter()
    gc.freeze()  # as bot/__main__.py does before the coach begins its work
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{os.cpu_count()} cores, {machine}. Medians of several rounds.\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="regen-bench-") as folder:
        asyncio.run(_all(Path(folder)))
    print(f"\nmeasured in {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
