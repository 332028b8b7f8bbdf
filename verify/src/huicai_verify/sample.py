"""Drawing cases by lot, so that anybody can draw the same again (docs/format/audit-sample-1.md).

lot(id) = SHA-256(seed ":" id)        both as text; the ids with the smallest lots are drawn
"""

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest


def lot(seed: str, id_: str) -> str:
    """The lot of a case under a seed, in hex."""
    return sha256(f"{seed}:{id_}".encode(errors="surrogatepass")).hexdigest()  # whatever JSON may call a text


def drawn(seed: str, population: Iterable[str], count: int) -> list[str]:
    """The cases that a seed draws, in the order of their lots."""
    return [id_ for _, id_ in nsmallest(count, ((lot(seed, id_), id_) for id_ in population))]
