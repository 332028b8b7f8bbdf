"""Measurements that can be compared: contestants take turns, and ratios are formed within a round.

What else the machine does during a round then burdens all contestants alike. A ratio is the median of the
ratios of the rounds, not the ratio of the medians.
"""

from collections.abc import Callable, Mapping
from statistics import median

from bench.report import Row

Measure = Callable[[], float]


def interleaved(
    case: str, unit: str, contestants: Mapping[str, Measure], rounds: int, bars: Mapping[str, float]
) -> Row:
    """The row of a case in which `ours` is compared with every other contestant. More is better."""
    results = [_round(contestants, backwards=number % 2 == 1) for number in range(rounds)]
    peers = [name for name in contestants if name != "ours"]
    return Row(
        case=case,
        unit=unit,
        ours=median(result["ours"] for result in results),
        peers={name: median(result[name] for result in results) for name in peers},
        ratio={name: median(result["ours"] / result[name] for result in results) for name in peers},
        bars=dict(bars),
    )


def _round(contestants: Mapping[str, Measure], *, backwards: bool) -> dict[str, float]:
    order = list(contestants)[:: -1 if backwards else 1]
    return {name: contestants[name]() for name in order}
