"""The answer to a command (答复): what it shows of persons stands in it as facts, until somebody is told.

    decided ──> answer with Personal facts ──told_first──> what the sender is told
                        │ sealed with the events
                        └──> answer with Sealed facts ──told_again──> the same, or that a person was erased

An answer is JSON values: objects, arrays, texts, numbers; and facts.
"""

from collections.abc import Callable, Iterator, Sequence
from types import NoneType
from typing import Any, Protocol

from domain.personal_data import Erased, Personal, Restricted, Sealed, Unreadable

Answer = dict[str, Any]

ERASED = {"erased": True}  # as a representation marks it, too
RESTRICTED = {"restricted": True}


class Opener(Protocol):
    """The vault, as far as reading goes."""

    def open_many(self, sealed: Sequence[Sealed]) -> list[str | Unreadable]:
        """Each fact, or what keeps it from being read, in the order given and with one question asked."""


def told_first(answer: Answer) -> Answer:
    """The answer as the sender of a command that just took effect is told it."""
    return {name: _told(value, _stated) for name, value in answer.items()}


def told_again(answer: Answer, vault: Opener) -> Answer:
    """The same answer for whoever repeats the command; of persons erased or restricted it shows the mark.

    Raises `Tampered` or `KeyMissing`: what was altered never passes for an erasure.
    """
    sealed = list(dict.fromkeys(_sealed_in(answer)))
    shown = dict(zip(sealed, map(_shown, vault.open_many(sealed)), strict=True)) if sealed else {}
    return {name: _told(value, shown.__getitem__) for name, value in answer.items()}


def _sealed_in(value: Any) -> Iterator[Sealed]:
    if isinstance(value, Sealed):
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _sealed_in(inside)


def _told(value: Any, tell: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {
            name: inside if type(inside) in AS_THEY_ARE else _told(inside, tell)
            for name, inside in value.items()
        }
    if isinstance(value, list):
        return [_told(inside, tell) for inside in value]
    return tell(value) if isinstance(value, Personal | Sealed) else value


AS_THEY_ARE = frozenset({str, int, bool, NoneType})  # most of what stands in an answer


def _stated(fact: Personal) -> str:
    return fact.value


def _shown(opened: str | Unreadable) -> Any:
    if isinstance(opened, Erased):
        return ERASED
    if isinstance(opened, Restricted):
        return RESTRICTED
    if isinstance(opened, Unreadable):
        raise opened
    return opened
