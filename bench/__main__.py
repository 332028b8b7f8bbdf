"""`python -m bench NAME`: one benchmark, as a Markdown table and as `bench/out/NAME.json`."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bench.report import Report

FOLDER = Path(__file__).parent
ROUNDS, SECONDS = 7, 0.25  # where a benchmark has none of its own
NO_BENCHMARKS = {
    "__init__",
    "__main__",
    "clients",
    "contestants",
    "made_up_books",
    "measured_page",
    "mixed_log",
    "report",
    "rounds",
}


def main() -> int:
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NO_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--rounds", type=int, help="how often every contestant is measured")
    parser.add_argument("--seconds", type=float, help="how long each measurement takes")
    parser.add_argument(
        "--size", type=int, help="how much is made up to measure on, where that can be chosen"
    )
    options = parser.parse_args()

    module = import_module(f"bench.{options.name}")
    if options.size and not hasattr(module, "SIZE"):
        parser.error(f"{options.name} has no size to choose")
    sized = {"size": options.size} if options.size else {}
    rounds = options.rounds or getattr(module, "ROUNDS", ROUNDS)
    seconds = options.seconds or getattr(module, "SECONDS", SECONDS)
    report: Report = module.run(rounds, seconds, **sized)
    print(report.as_markdown())
    report.write(FOLDER / "out" / f"{options.name}.json")
    return 0 if report.holds else 1


sys.exit(main())
