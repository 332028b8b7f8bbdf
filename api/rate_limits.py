"""How often somebody may ask: so many times a minute from one address, or as one caller, and so many in all.

Buckets that fill up at a steady rate and of which every request takes one. A library was looked at (ADR 25): its
memory is not bounded and its clock cannot be set.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

MINUTE = 60.0
ROUNDING = 1e-6
MOST_ADDRESSES = 10_000
NETWORK_BITS = 64  # of an IPv6 address, which its owner cannot choose


@dataclass(slots=True)
class Bucket:
    """What is left of a minute's requests, as of a moment."""

    left: float
    at: float

    def fill(self, per_minute: int, now: float) -> None:
        self.left = min(per_minute, self.left + (now - self.at) * per_minute / MINUTE)
        self.at = now


class RateLimits:
    """Both limits together, for one thread. A request that is refused takes nothing of either."""

    def __init__(
        self,
        *,
        per_address: int,
        in_all: int,
        now: Callable[[], float] = time.monotonic,
        counted_as: Callable[[str], str] | None = None,
    ) -> None:
        """`counted_as` says what is counted as one address; of callers each is one."""
        self._per_address, self._in_all, self._now = per_address, in_all, now
        self._counted_as = counted_as or network_of
        self._all = Bucket(in_all, now())
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def admit(self, address: str) -> int:
        """0 for a request that may go on, or in how many seconds the next one may."""
        now = self._now()
        self._all.fill(self._in_all, now)
        own = self._bucket_of(self._counted_as(address), now)
        wait = max(_wait(self._all, self._in_all), _wait(own, self._per_address))
        if not wait:
            self._all.left -= 1
            own.left -= 1
        return wait

    def _bucket_of(self, network: str, now: float) -> Bucket:
        """The address's bucket; whose has not been asked for longest is forgotten when there are too many."""
        own = self._of.pop(network, None) or Bucket(self._per_address, now)
        own.fill(self._per_address, now)
        self._of[network] = own
        if len(self._of) > MOST_ADDRESSES:
            self._of.popitem(last=False)
        return own


def network_of(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the network that an IPv6 address is of."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""  # a socket without an address, or what no proxy of ours has written
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found), NETWORK_BITS), strict=False))
    return str(found)


def _wait(bucket: Bucket, per_minute: int) -> int:
    return 0 if bucket.left >= 1 - ROUNDING else ceil((1 - bucket.left) * MINUTE / per_minute - ROUNDING)
