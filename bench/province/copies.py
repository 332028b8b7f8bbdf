"""A copy of a life: its own ids, days, places, names and numbers, and its facts sealed for their places.

Everything follows from the seed, the number of the life, and the order of the log; nothing is kept.
"""

import base64
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import blake2b, sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.province.forms import MIDNIGHT, Form, Mould, Slot
from bench.province.frame import shared_id
from bench.province.packs import CITIES, City
from domain.aggregates.enterprise_list import EnterpriseList
from domain.aggregates.enterprise_name import EnterpriseName
from domain.policy.card_types import NumberFormat
from persistence.records import event_id_digits
from persistence.sealing import NONCE_BYTES, SUITE, place
from tests.domain.made_up import credit_code_of

MASK = (1 << 64) - 1
COMMANDS = 2048  # ids of commands are counted from here
HUNDREDTHS = 100  # of a second
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
A_PERSON = "示例人才"
OF_LIST, OWN_CARDS = "cluster_leader", "elite"
DAYS: dict[int, str] = {
    ordinal: date.fromordinal(ordinal).isoformat() for ordinal in range(MIDNIGHT - 3000, MIDNIGHT + 9000)
}


class Digits:
    """An id of which only the bytes are asked for: it takes a tenth of the time to make."""

    __slots__ = ("bytes",)

    def __init__(self, digits: str) -> None:
        self.bytes = bytes.fromhex(digits)


class Told(NamedTuple):
    """What a copy of a life is told about itself."""

    number: int
    city: int
    area: int
    weeks: int  # earlier than the life it is copied from
    later: int  # hundredths of a second within the day
    code: int  # of its enterprise, within the city


class Copy(dict[Slot, Any]):
    """Fills the slots of a mould in for one life; whatever was filled in once is remembered."""

    def __init__(self, seed: int, mould: Mould, told: Told, order: "Ordered") -> None:
        super().__init__()
        self.mould, self.told, self.order = mould, told, order
        self.seed = seed
        self.place: City = CITIES[told.city]
        self[("area",)] = self.place.areas[told.area]
        self[("own",)] = f"{self.place.prefix}zibo"
        self[("city",)] = self.place.code
        self._ciphers: dict[str, AESGCM] = {}

    def filled(self, form: Form) -> str:
        return form.text % tuple([self[slot] for slot in form.slots])

    def __missing__(self, slot: Slot) -> Any:
        self[slot] = value = FILLERS[slot[0]](self, slot)
        return value

    # -- ids -----------------------------------------------------------------------------------------------------------

    def id_digits(self, number: int) -> str:
        """Scattered, as random ids are."""
        first = _mixed((self.told.number << 12 | number) + self.seed)
        digits = f"{first:016x}{_mixed(first ^ 0x5DEECE66D):016x}"
        return f"{digits[:12]}4{digits[13:16]}8{digits[17:]}"

    def event_digits(self, at: int) -> str:
        event = self.mould.events[at]
        command: Any = Digits(self[("command", event.command)])
        return event_id_digits(command, event.ordinal)

    def derived_id(self, recipe: tuple[Any, ...]) -> str:
        namespace, *parts = recipe
        said = "".join(part if isinstance(part, str) else self[part] for part in parts)
        if namespace == "name":
            return str(EnterpriseName.id_of(self.place.code, said))
        if isinstance(namespace, tuple):
            namespace = EnterpriseList.id_of(self.place.code, OF_LIST)
        return str(uuid5(namespace, said))

    # -- columns ---------------------------------------------------------------------------------------------------------

    def day_of(self, at: int) -> date:
        """The day on which an event of the copy takes place."""
        seconds = self.mould.events[at].seconds
        return date.fromordinal(MIDNIGHT + seconds // 86_400 - 7 * self.told.weeks)

    def originator(self, at: int) -> str:
        event = self.mould.events[at]
        if event.shared is None:
            said: str = self[event.originator]
            return said
        return str(_shared(event.shared, self.place.code, self.day_of(at).year))

    def version(self, at: int) -> int:
        event = self.mould.events[at]
        return event.version if event.shared is None else self.order.version(self.told.number, at)

    # -- facts -----------------------------------------------------------------------------------------------------------

    def bound(self, fact: int) -> bytes:
        at, path = self.mould.facts[fact].event, self.mould.facts[fact].path
        event, originator = Digits(self[("event", at)]), Digits(self.originator(at).replace("-", ""))
        return place(event, originator, self.version(at), path)

    def blob(self, fact: int) -> bytes:
        of = self.mould.facts[fact]
        subject, bound = self[of.subject], self[("bound", fact)]
        if subject not in self._ciphers:
            self._ciphers[subject] = AESGCM(self.key_of(subject))
        whose = bytes.fromhex(subject.replace("-", ""))
        nonce = blake2b(bound, digest_size=NONCE_BYTES).digest()
        said = self.person(whose) if of.said == A_PERSON else of.said
        marked = said.encode() + b"\x80"
        padded = marked.ljust(-(-len(marked) // 32) * 32, b"\x00")
        return SUITE + nonce + self._ciphers[subject].encrypt(nonce, padded, SUITE + whose + bound)

    def key_of(self, subject: str) -> bytes:
        """The data key of a made-up person: secret to nobody who knows the seed."""
        return blake2b(subject.encode(), key=self.seed.to_bytes(8), digest_size=32).digest()

    def person(self, whose: bytes) -> str:
        return f"示例{STEMS[whose[0] % 22]}{STEMS[whose[1] % 22]}"

    # -- numbers -----------------------------------------------------------------------------------------------------------

    def number(self, nth: int) -> str:
        series = self.mould.numbers[nth]
        year, serial = self.day_of(series.event).year, self.order.serial(self.told.number, nth)
        match series.kind:
            case "case":
                return f"{self.place.code}-{year}-{serial:04d}"
            case "card":
                return _numbers_of(self.place.letters).number(year, serial)
        return f"{series.prefix}-{self[('area',)]}-{year}-{serial:05d}"

    def literal(self, kind: str, nth: int) -> str:
        number = self.told.number
        match kind:
            case "enterprise":
                return f"{self.place.name}示例{number:06d}号新材料有限公司"
            case "uscc":
                return credit_code_of(self.told.code, region=self.place.code)
            case "document":
                return f"示例发改〔2024〕{number:06d}号"
            case "digest":
                return sha256(b"%d" % number).hexdigest()
        return f"SDHC{number:06d}{nth:03d}"


class Ordered(ABC):
    """What only the order of the whole log tells: positions, versions of what is a city's, numbers of series."""

    @abstractmethod
    def position(self, life: int, at: int) -> int:
        """Where the event stands in the log."""

    @abstractmethod
    def version(self, life: int, at: int) -> int:
        """Which of its aggregate it is."""

    @abstractmethod
    def serial(self, life: int, nth: int) -> int:
        """The number that comes next in its series."""


def _at(copy: Copy, slot: Slot) -> str:
    """An instant, as an event says it."""
    day, within = divmod(slot[1], 86_400)
    moment = within * HUNDREDTHS + copy.told.later
    seconds, hundredths = divmod(moment, HUNDREDTHS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{DAYS[MIDNIGHT + day - 7 * copy.told.weeks]}T{hours:02}:{minutes:02}:{seconds:02}.{hundredths:02}0000+08:00"


def _sealed(copy: Copy, slot: Slot) -> str:
    blob = base64.b64encode(copy[("blob", slot[1])]).decode()
    return f"{copy[copy.mould.facts[slot[1]].subject]}:{blob}"


def canonical(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


FILLERS: dict[str, Callable[[Copy, Slot], Any]] = {
    "command": lambda copy, slot: copy.id_digits(COMMANDS + slot[1]),
    "event": lambda copy, slot: copy.event_digits(slot[1]),
    "id": lambda copy, slot: canonical(copy.id_digits(slot[1])),
    "derived": lambda copy, slot: copy.derived_id(copy.mould.derived[slot[1]]),
    "day": lambda copy, slot: DAYS[slot[1] - 7 * copy.told.weeks],
    "at": _at,
    "sealed": _sealed,
    "blob": lambda copy, slot: copy.blob(slot[1]),
    "bound": lambda copy, slot: copy.bound(slot[1]),
    "blob hex": lambda copy, slot: copy[("blob", slot[1])].hex(),
    "bound hex": lambda copy, slot: copy[("bound", slot[1])].hex(),
    "number": lambda copy, slot: copy.number(slot[1]),
    "serial": lambda copy, slot: copy.order.serial(copy.told.number, slot[1]),
    "year": lambda copy, slot: copy.day_of(copy.mould.numbers[slot[1]].event).year,
    "literal": lambda copy, slot: copy.literal(slot[1], slot[2]),
    "position": lambda copy, slot: copy.order.position(copy.told.number, slot[1]),
}


def _mixed(number: int) -> int:
    """Every number another one, far from those of its neighbours (splitmix64)."""
    number = (number * 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ number >> 30) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ number >> 27) * 0x94D049BB133111EB) & MASK
    return number ^ number >> 31


@cache
def _shared(noun: str, city: str, year: int) -> UUID:
    return shared_id(noun, city, year)


@cache
def _numbers_of(letters: str) -> NumberFormat:
    why = {"zh": "示例", "en": "made up"}
    return NumberFormat(prefix=f"{letters}JY", digits=5, own_default=True, why=why)
