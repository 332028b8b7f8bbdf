"""A projection (投影): one question, the tables that answer it, and what each event does to them."""

from collections.abc import Callable, Iterable, KeysView
from typing import Any, TypeVar

from sqlalchemy import Table

from domain import aggregates
from domain.base import Event, EventSourced
from projections.rows import Rows

NOUNS: tuple[type[EventSourced], ...] = tuple(getattr(aggregates, name) for name in aggregates.__all__)
SomeEvent = TypeVar("SomeEvent", bound=Event)
Case = Callable[[Rows, SomeEvent, int], None]


class Projection:
    """Is about some nouns: of these it has a case for every event it takes, and names every event it ignores.

    Of other nouns it says nothing, whatever may happen to them. An event of a noun that is none here it does not pass over.
    """

    def __init__(
        self,
        name: str,
        *,
        about: tuple[type[EventSourced], ...],
        tables: tuple[Table, ...],
        ignores: Iterable[type[Event]] = (),
    ) -> None:
        self.name = name
        self.tables = tables
        of_others = (kind for noun in NOUNS if noun not in about for kind in _events_of(noun))
        self.ignored = frozenset(kind.TOPIC for kind in (*ignores, *of_others))
        self._cases: dict[str, Case[Any]] = {}
        self._afterwards: list[tuple[type[Event], Case[Any]]] = []

    @property
    def taken(self) -> KeysView[str]:
        """The topics of the events that change something here."""
        return self._cases.keys()

    def on(self, kind: type[SomeEvent]) -> Callable[[Case[SomeEvent]], Case[SomeEvent]]:
        """Says what this event does: its one case."""

        def register(case: Case[SomeEvent]) -> Case[SomeEvent]:
            if kind.TOPIC in self._cases:
                raise ValueError(f"{self.name} says twice what {kind.TOPIC} does")
            if kind.TOPIC in self.ignored:
                raise ValueError(
                    f"{self.name} ignores {kind.TOPIC}, by name or because it is not about its noun"
                )
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
