"""Whom one believes (信任文件): the logs and witnesses of a policy file, as https://c2sp.org/tlog-policy says.

    log <key> [<url>]
    witness <name> <key> [<url>]

Lines that begin with `group` or `quorum` say how many witnesses a verifier wants, and are passed over here.
"""

from dataclasses import dataclass
from typing import Self, TypeVar

from transparency.cosignature import CosignerKey
from transparency.note import NoteMalformed, VerifierKey

Key = TypeVar("Key", VerifierKey, CosignerKey)

PASSED_OVER = {"group", "quorum"}


class PolicyMalformed(ValueError):
    """This is no policy file; says in which line."""


@dataclass(frozen=True, slots=True)
class TrustedWitness:
    """A witness, and where it is asked: `url` ends before `/add-checkpoint`."""

    name: str
    key: CosignerKey
    url: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The keys of logs and of witnesses that are believed; a log may have several under one origin."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: tuple[TrustedWitness, ...] = ()

    def keys_of(self, origin: str) -> list[VerifierKey]:
        """Those that may sign as the log of this origin; none for a log that is not known."""
        return [key for key in self.logs if key.name == origin]

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises `PolicyMalformed`."""
        logs: list[VerifierKey] = []
        witnesses: list[TrustedWitness] = []
        for number, line in enumerate(written.split("\n"), 1):
            match line.split():
                case []:
                    continue
                case [first, *_] if first.startswith("#") or first in PASSED_OVER:
                    continue
                case ["log", key] | ["log", key, _]:
                    logs.append(_read(VerifierKey, key, number))
                case ["witness", name, key, *url] if len(url) <= 1:
                    where = url[0] if url else None
                    witnesses.append(TrustedWitness(name, _read(CosignerKey, key, number), where))
                case _:
                    raise PolicyMalformed(f"line {number} says neither log nor witness")
        return cls(tuple(logs), tuple(witnesses))


def _read(kind: type[Key], key: str, number: int) -> Key:
    try:
        return kind.parse(key)
    except NoteMalformed as malformed:
        raise PolicyMalformed(f"line {number}: {malformed}") from None
