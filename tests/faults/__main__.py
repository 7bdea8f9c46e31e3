"""Every harness after the other, a line for each: ./dev faults [--long | --share F] [--seed N] [NAME …]"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.databases import NoPostgres
from tests.faults import forged, hostile, moods, mutated, reminders, several, storage, updates
from tests.faults.report import COMMAND, HarnessError, Report, fresh_seed

# folder, seed, and how much of the long form: 0 is the quick one
Harness = Callable[[Path, int, float], Awaitable[Report]]

HARNESSES: dict[str, Harness] = {
    "polling": lambda folder, seed, share: updates.polling(folder, seed, updates.size(share)),
    "webhook": lambda folder, seed, share: updates.webhook(
        folder, seed, updates.size(share, updates.QUICK_WEBHOOK)
    ),
    "reminders": lambda folder, seed, share: reminders.on_sqlite(folder, seed, reminders.size(share)),
    "forged": lambda folder, seed, share: forged.forged(seed, forged.size(share)),
    "hostile": lambda folder, seed, share: hostile.hostile(seed, hostile.size(share)),
    "mutated": lambda folder, seed, share: mutated.mutated(seed, mutated.size(share)),
    "disk": storage.disk,
    "locked": storage.locked,
    "restarts": storage.restarts,
    "several": several.reminders,
    "moods": lambda folder, seed, share: moods.random_faults(folder, seed, moods.size(share)),
}


def main(argv: list[str] | None = None) -> int:
    """The number of harnesses that found something."""
    parser = argparse.ArgumentParser(
        prog=COMMAND, description="The coach under fire: kills, full disks, cuts."
    )
    parser.add_argument("--long", action="store_true", help="hours instead of minutes")
    parser.add_argument("--share", type=float, help="so much of the long form (0.1: a tenth of it)")
    parser.add_argument("--seed", type=int, help="the seed of a run before; every choice hangs on it")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(HARNESSES)}; all without one"
    )
    args = parser.parse_args(argv)
    if unknown := set(args.names) - set(HARNESSES):
        parser.error(f"no harness is called {', '.join(sorted(unknown))}")
    seed = fresh_seed() if args.seed is None else args.seed
    share = args.share or float(args.long)
    return sum(not _kept(name, seed, share) for name in args.names or HARNESSES)


def _kept(name: str, seed: int, share: float) -> bool:
    form = " --long" if share == 1 else f" --share {share:g}" if share else ""
    command = f"{COMMAND}{form} --seed {seed} {name}"
    with tempfile.TemporaryDirectory(prefix="regen-faults-") as folder:
        try:
            report = asyncio.run(_run(HARNESSES[name], Path(folder), seed, share))
        except NoPostgres as reason:
            print(f"{name}: skipped, {reason}", flush=True)
            return True
        except HarnessError as error:
            print(f"{name}: {error}, seed {seed}, {command}", flush=True)
            return False
    print(report.line(command), flush=True)
    return report.kept


async def _run(harness: Harness, folder: Path, seed: int, share: float) -> Report:
    return await harness(folder, seed, share)


if __name__ == "__main__":
    sys.exit(main())
