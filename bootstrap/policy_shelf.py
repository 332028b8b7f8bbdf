"""The policy shelf (政策书架): the book of all versions, those of files and those that were drafted and published here.

What was drafted here is read from the log, and read again when the history of the policy catalogue is another: one that
has gone on, or that of a log which lost what was known here, or was put back. The log is asked at most once a second: a
version that is published takes effect on a day, not at an instant, and every decision says under which version it stands.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import NamedTuple, Protocol, cast

from eventsourcing.persistence import StoredEvent

from domain.aggregates.policy import Policy, PolicyStatus
from domain.aggregates.policy_catalogue import ID, PolicyCatalogue
from domain.policy.book import PolicyBook
from domain.policy.loading import read_any_pack
from domain.policy.pack import Pack, PolicyPack
from domain.store import TalentCards

AGAIN_AFTER_S = 1.0


class Stopwatch(Protocol):
    """A clock that never goes back, in seconds."""

    def __call__(self) -> float:
        """The seconds since some moment."""


class Seen(NamedTuple):
    """What was on the shelf when the catalogue had this history, event by event as it is stored."""

    history: Sequence[StoredEvent]
    book: PolicyBook
    drafted: tuple[Policy, ...]


class PolicyShelf:
    """Keeps what it has read; two threads never read at once."""

    def __init__(self, store: TalentCards, shipped: Iterable[Pack], stopwatch: Stopwatch) -> None:
        self._store = store
        self._shipped = tuple(shipped)
        self._stopwatch = stopwatch
        self._reading = Lock()
        self._packs: dict[str, Pack] = {}  # by the digest of their texts
        self._seen = Seen([], PolicyBook(self._shipped), ())
        self._look_at = float("-inf")

    @property
    def book(self) -> PolicyBook:
        """Every version that is published, as it is known now."""
        return self._looked().book

    @property
    def last_known(self) -> PolicyBook:
        """The book as it was when somebody last looked, for who must not ask a database that may be away."""
        return self._seen.book

    @property
    def drafted(self) -> tuple[Policy, ...]:
        """Every version that was drafted here, whatever has become of it, in the order in which they were drafted."""
        return self._looked().drafted

    def look_again(self) -> None:
        """Have the next look see what was decided about versions just now."""
        self._look_at = float("-inf")

    def pack_of(self, policy: Policy) -> Pack:
        """What a version says, a draft's included. Raises `InvalidPack` if nothing holds any more that it stands on."""
        return self._pack(policy, self.book)

    def _looked(self) -> Seen:
        if self._stopwatch() >= self._look_at:
            with self._reading:
                self._look()
        return self._seen

    def _look(self) -> None:
        looked_at = self._stopwatch()
        history = self._store.stored([ID])
        if history != self._seen.history:
            self._seen = self._read(history)
        self._look_at = looked_at + AGAIN_AFTER_S

    def _read(self, history: Sequence[StoredEvent]) -> Seen:
        catalogue = cast("PolicyCatalogue | None", self._store.told(history).get(ID))
        versions = () if catalogue is None else catalogue.versions
        loaded = self._store.load_all(map(Policy.id_of, versions))
        policies = [cast("Policy", loaded[Policy.id_of(version)]) for version in versions]
        drafted = tuple(policy for policy in policies if policy.was_drafted)
        last_days = {
            policy.policy_version: policy.last_day for policy in policies if policy.last_day is not None
        }
        book = PolicyBook(self._shipped, last_days)
        for policy in sorted(drafted, key=lambda one: one.city):  # a province's code is before its cities'
            if policy.status in (PolicyStatus.PUBLISHED, PolicyStatus.RETIRED):
                book = book.with_pack(self._pack(policy, book))
        return Seen(history, book, drafted)

    def _pack(self, policy: Policy, known: PolicyBook) -> Pack:
        pack = self._packs.get(policy.sha256)
        if pack is None or not _stands_in(known, pack):
            pack = read_any_pack(policy.content, policy.policy_version, known.provinces)
            self._packs[policy.sha256] = pack
        return pack


def _stands_in(known: PolicyBook, pack: Pack) -> bool:
    """Whether what a pack was read under is known as it was: of a city's, its province's, which it has in it."""
    return not isinstance(pack, PolicyPack) or any(
        above.sha256 == pack.provincial.sha256 for above in known.provinces
    )
