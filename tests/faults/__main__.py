"""Every harness after the other, a line for each: ./dev faults [--long] [--seed N] [NAME …]"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.databases import NoPostgres
from tests.faults import reminders, storage, updates
from tests.faults.report import COMMAND, HarnessError, Report, fresh_seed

Harness = Callable[[Path, int, bool], Awaitable[Report]]

HARNESSES: dict[str, Harness] = {
    "polling": lambda folder, seed, long: updates.polling(
        folder, seed, updates.LONG if long else updates.QUICK
    ),
    "reminders": lambda folder, seed, long: reminders.on_sqlite(
        folder, seed, reminders.LONG if long else reminders.QUICK
    ),
    "disk": storage.disk,
    "locked": storage.locked,
    "restarts": storage.restarts,
}


def main(argv: list[str] | None = None) -> int:
    """The number of harnesses that found something."""
    parser = argparse.ArgumentParser(
        prog=COMMAND, description="The coach under fire: kills, full disks, cuts."
    )
    parser.add_argument("--long", action="store_true", help="hours instead of minutes")
    parser.add_argument("--seed", type=int, help="the seed of a run before; every choice hangs on it")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(HARNESSES)}; all without one"
    )
    args = parser.parse_args(argv)
    if unknown := set(args.names) - set(HARNESSES):
        parser.error(f"no harness is called {', '.join(sorted(unknown))}")
    seed = fresh_seed() if args.seed is None else args.seed
    return sum(not _kept(name, seed, args.long) for name in args.names or HARNESSES)


def _kept(name: str, seed: int, long: bool) -> bool:
    command = f"{COMMAND}{' --long' if long else ''} --seed {seed} {name}"
    with tempfile.TemporaryDirectory(prefix="regen-faults-") as folder:
        try:
            report = asyncio.run(_run(HARNESSES[name], Path(folder), seed, long))
        except NoPostgres as reason:
            print(f"{name}: skipped, {reason}", flush=True)
            return True
        except HarnessError as error:
            print(f"{name}: {error}, seed {seed}, {command}", flush=True)
            return False
    print(report.line(command), flush=True)
    return report.kept


async def _run(harness: Harness, folder: Path, seed: int, long: bool) -> Report:
    return await harness(folder, seed, long)


if __name__ == "__main__":
    sys.exit(main())
