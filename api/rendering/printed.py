"""Personal facts on paper: in clear, or behind the masks that every representation has."""

from collections.abc import Callable, Iterable
from typing import Self
from uuid import UUID

from api.disclosure import Disclosure, MaskedFact
from api.masking import Mask, Need, hidden
from api.rendering.sheet_words import words_of
from api.viewer import Viewer
from bootstrap.service import Service
from domain.personal_data import PersonalData


class Printing:
    """One paper being made. What it has shown in clear, and of whom, it remembers for the access log."""

    def __init__(self, viewer: Viewer, *, is_masked: bool) -> None:
        self.viewer = viewer
        self.is_masked = is_masked
        self.shown_in_clear: set[UUID] = set()
        self._disclosure: Disclosure | None = None

    @property
    def service(self) -> Service:
        """What the paper is made from."""
        return self.viewer.service

    def opening(self, facts: Iterable[PersonalData | None]) -> Self:
        """Open these facts with one question, to be said afterwards."""
        opens = self.viewer.disclosed if self.is_masked else self.viewer.disclosed_in_clear
        self._disclosure = opens(facts)
        return self

    def said(
        self, fact: PersonalData | None, mask: Mask = hidden, *, in_words: Callable[[str], str] = str
    ) -> str:
        """The fact in words, or behind its mask; nothing where nothing was stated."""
        if fact is None:
            return ""
        assert self._disclosure is not None  # `opening` comes first

        def as_it_is(text: str, _: Need) -> str:
            return in_words(text)

        shown = self._disclosure.shown(fact, mask if self.is_masked else as_it_is)
        if not self.is_masked and isinstance(shown, MaskedFact):
            self.shown_in_clear.add(fact.subject)
        return words_of(shown) or ""
