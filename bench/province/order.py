"""The order of a province's log: every event of every life by its instant, and what is counted in that order.

An event is one number: instant, life and which event of the life it is. Sorted, they are the log from the first position on.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from random import Random

from bench.province.copies import HUNDREDTHS, Copy, Ordered, Told
from bench.province.forms import Mould
from bench.province.packs import AREA_SHARES, AREAS, CITIES

LIFE_BITS, EVENT_BITS = 18, 10
WEEKS = 15  # a copy is at most so many weeks earlier
LATEST = 7 * 3600 * HUNDREDTHS  # within the day


def told_of(number: int, chance: Random, counted: Counter[int]) -> Told:
    """Where a life is, and how much earlier than the one that it is copied from."""
    [city] = chance.choices(range(len(CITIES)), [city.share for city in CITIES])
    [area] = chance.choices(range(len(AREAS)), AREA_SHARES)
    counted[city] += 1
    return Told(number, city, area, chance.randrange(WEEKS + 1), chance.randrange(LATEST), counted[city])


class Order(Ordered):
    """The order of all events of these lives, behind a stretch of the log that is there already."""

    def __init__(
        self, seed: int, moulds: Sequence[Mould], chosen: Sequence[int], lives: Sequence[Told], after: int
    ) -> None:
        self.seed, self.moulds, self.chosen, self.lives, self.after = seed, moulds, chosen, lives, after
        sizes = [len(moulds[which].events) for which in chosen]
        self._starts = array("Q", [0, *accumulate(sizes)])
        self._first_number = array("Q", [0, *accumulate(len(moulds[which].numbers) for which in chosen)])
        self.keys = array("Q", sorted(self._keys()))
        self._positions = array("I", bytes(4 * len(self.keys)))
        self._serials = array("I", bytes(4 * self._first_number[-1]))
        self._versions = array("I", bytes(4 * self._first_number[-1]))
        self._of_lists = array("I", bytes(4 * len(lives)))
        self._walk()

    def copy(self, life: int) -> Copy:
        return Copy(self.seed, self.moulds[self.chosen[life]], self.lives[life], self)

    def position(self, life: int, at: int) -> int:
        return self.after + self._positions[self._starts[life] + at]

    def serial(self, life: int, nth: int) -> int:
        return self._serials[self._first_number[life] + nth]

    def version(self, life: int, at: int) -> int:
        number = self.moulds[self.chosen[life]].events[at].number
        return self._of_lists[life] if number is None else self._versions[self._first_number[life] + number]

    @staticmethod
    def split(key: int) -> tuple[int, int, int]:
        """The instant, the life, and which of its events."""
        rest, at = divmod(key, 1 << EVENT_BITS)
        return *divmod(rest, 1 << LIFE_BITS), at

    def _keys(self) -> "array[int]":
        keys = array("Q")
        for life, (which, told) in enumerate(zip(self.chosen, self.lives, strict=True)):
            moved = told.later - told.weeks * 7 * 86_400 * HUNDREDTHS
            whose = life << EVENT_BITS
            keys.extend(
                (event.seconds * HUNDREDTHS + moved) << (LIFE_BITS + EVENT_BITS) | whose | at
                for at, event in enumerate(self.moulds[which].events)
            )
        return keys

    def _walk(self) -> None:
        """Go through the log once, and count what is counted in its order."""
        counted: Counter[tuple[object, ...]] = Counter()
        starts, positions = self._starts, self._positions
        numbered = [
            {at for at, event in enumerate(mould.events) if event.number is not None or event.shared}
            for mould in self.moulds
        ]
        life_mask, event_mask = (1 << LIFE_BITS) - 1, (1 << EVENT_BITS) - 1
        for position, key in enumerate(self.keys, 1):
            at, life = key & event_mask, key >> EVENT_BITS & life_mask
            positions[starts[life] + at] = position
            if at in numbered[self.chosen[life]]:
                self._count(counted, life, at)

    def _count(self, counted: Counter[tuple[object, ...]], life: int, at: int) -> None:
        event, told = self.moulds[self.chosen[life]].events[at], self.lives[life]
        if event.number is None:
            counted[event.shared, told.city] += 1
            self._of_lists[life] = 1 + counted[event.shared, told.city]
            return
        copy = self.copy(life)
        series, which = copy.mould.numbers[event.number], self._first_number[life] + event.number
        year = copy.day_of(at).year
        kept = (series.kind, series.prefix, told.city, told.area if series.kind == "demand" else None)
        counted[*kept, year] += 1
        counted[kept] += 1
        self._serials[which] = counted[*kept, year]
        # Each year of accepted cases is kept by itself, the numbers of cards all together; behind the opening.
        self._versions[which] = 1 + counted[*kept, year] if series.kind == "case" else 1 + counted[kept]
