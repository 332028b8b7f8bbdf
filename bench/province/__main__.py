"""`python -m bench.province FOLDER --cases 100000`: a server's folder with a made-up province, to look at or to try things on."""

import argparse
from pathlib import Path
from time import perf_counter, process_time

from bench.province.loading import SEED, made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.province", description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="an empty folder; ten thousand cases take about 300 MB of it"
    )
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed and size make the same log")
    options = parser.parse_args()

    options.folder.mkdir(parents=True, exist_ok=True)
    options.folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
    began, worked = perf_counter(), process_time()
    with made(options.folder, options.cases, seed=options.seed) as province:
        took = f"{perf_counter() - began:,.0f} s, {process_time() - worked:,.0f} s of this process"
        print(f"{province.cases:,} cases, {province.events:,} events: {took}")


main()
