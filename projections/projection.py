"""A projection (投影): one question, the tables that answer it, and what each event does to them."""

from collections.abc import Callable, Iterable, KeysView
from typing import Any, TypeVar

from sqlalchemy import Table

from domain.base import Event, EventSourced
from projections.rows import Rows

SomeEvent = TypeVar("SomeEvent", bound=Event)
Case = Callable[[Rows, SomeEvent, int], None]


class Projection:
    """Has a case for every event it takes, and names every event it ignores: there is no third kind.

    `ignores_all_of` names nouns about which it says nothing, whatever may happen to them.
    """

    def __init__(
        self,
        name: str,
        *,
        tables: tuple[Table, ...],
        ignores: Iterable[type[Event]] = (),
        ignores_all_of: Iterable[type[EventSourced]] = (),
    ) -> None:
        self.name = name
        self.tables = tables
        of_nouns = (kind for noun in ignores_all_of for kind in _events_of(noun))
        self.ignored = frozenset(kind.TOPIC for kind in (*ignores, *of_nouns))
        self._cases: dict[str, Case[Any]] = {}
        self._afterwards: list[tuple[type[Event], Case[Any]]] = []

    @property
    def taken(self) -> KeysView[str]:
        """The topics of the events that change something here."""
        return self._cases.keys()

    def on(self, kind: type[SomeEvent]) -> Callable[[Case[SomeEvent]], Case[SomeEvent]]:
        """Says what this event does: its one case."""

        def register(case: Case[SomeEvent]) -> Case[SomeEvent]:
            if kind.TOPIC in self._cases or kind.TOPIC in self.ignored:
                raise ValueError(f"{self.name} says twice what {kind.TOPIC} does")
            self._cases[kind.TOPIC] = case
            return case

        return register

    def after_any(self, kind: type[SomeEvent]) -> Callable[[Case[SomeEvent]], Case[SomeEvent]]:
        """Says what every event of this kind that has a case does beside it; it makes no event taken."""

        def register(case: Case[SomeEvent]) -> Case[SomeEvent]:
            self._afterwards.append((kind, case))
            return case

        return register

    def apply(self, rows: Rows, event: Event, position: int) -> None:
        """Let the event do to the rows what it does."""
        self._cases[event.TOPIC](rows, event, position)
        for kind, case in self._afterwards:
            if isinstance(event, kind):
                case(rows, event, position)


def _events_of(noun: type[EventSourced]) -> Iterable[type[Event]]:
    """Those that are recorded: the others are only what these have in common."""
    kinds = (kind for kind in vars(noun).values() if isinstance(kind, type) and issubclass(kind, Event))
    return (kind for kind in kinds if hasattr(kind, "TOPIC"))
