"""A projection (投影): one question, the tables that answer it, and what each event does to them."""

from collections.abc import Callable, Iterable, Iterator, KeysView
from typing import Any, TypeVar

from sqlalchemy import Table

from domain import aggregates
from domain.base import Event, EventSourced
from projections.rows import Row, Rows

NOUNS: tuple[type[EventSourced], ...] = tuple(getattr(aggregates, name) for name in aggregates.__all__)
SomeEvent = TypeVar("SomeEvent", bound=Event)
Case = Callable[[Rows, SomeEvent, int], None]
Questions = Iterator[tuple[Table, Row]]
Question = Callable[[SomeEvent], Questions]


class UndeclaredTopic(LookupError):
    """An event that the projection neither takes nor ignores: it may be newer than this program."""

    def __init__(self, projection: "Projection", topic: str) -> None:
        super().__init__(f"{projection.name} neither takes nor ignores {topic}")


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
        self._cases: dict[str, tuple[type[Event], Case[Any]]] = {}
        self._questions: list[tuple[type[Event], Question[Any]]] = []
        self._asked: dict[str, tuple[Question[Any], ...]] = {}
        self._in_turn: dict[str, tuple[Case[Any], ...]] = {}
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
            self._cases[kind.TOPIC] = (kind, case)
            self._in_turn.clear()
            self._asked.clear()
            return case

        return register

    def after_any(self, kind: type[SomeEvent]) -> Callable[[Case[SomeEvent]], Case[SomeEvent]]:
        """Says what every event of this kind that has a case does beside it; it makes no event taken."""

        def register(case: Case[SomeEvent]) -> Case[SomeEvent]:
            self._afterwards.append((kind, case))
            self._in_turn.clear()
            return case

        return register

    def asks(self, kind: type[SomeEvent]) -> Callable[[Question[SomeEvent]], Question[SomeEvent]]:
        """Says which rows the cases of such events look at, so that they are loaded for a whole page at once.

        It only saves time: what it does not name is found out when the page is folded.
        """

        def register(question: Question[SomeEvent]) -> Question[SomeEvent]:
            self._questions.append((kind, question))
            self._asked.clear()
            return question

        return register

    def questions_of(self, topic: str) -> tuple[Question[Any], ...]:
        """What is asked before events of this topic are taken in."""
        if topic not in self._asked:
            kind, _ = self._cases.get(topic, (Event, None))
            self._asked[topic] = tuple(one for of_kind, one in self._questions if issubclass(kind, of_kind))
        return self._asked[topic]

    def cases_of(self, topic: str) -> tuple[Case[Any], ...]:
        """What an event of this topic does, one after the other: its one case, and what is done after any of its kind.

        Raises `UndeclaredTopic`.
        """
        if topic not in self._in_turn:
            if topic not in self._cases:
                raise UndeclaredTopic(self, topic)
            kind, case = self._cases[topic]
            beside = (case for of_kind, case in self._afterwards if issubclass(kind, of_kind))
            self._in_turn[topic] = (case, *beside)
        return self._in_turn[topic]

    def apply(self, rows: Rows, event: Event, position: int) -> None:
        """Let the event do to the rows what it does."""
        for case in self.cases_of(event.TOPIC):
            case(rows, event, position)


def _events_of(noun: type[EventSourced]) -> Iterable[type[Event]]:
    """Those that are recorded: the others are only what these have in common."""
    kinds = (kind for kind in vars(noun).values() if isinstance(kind, type) and issubclass(kind, Event))
    return (kind for kind in kinds if hasattr(kind, "TOPIC"))
