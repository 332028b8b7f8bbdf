"""docs/card-life.md says which moves a card can make: neither more nor fewer than its decisions allow."""

import re

from domain.cards import CardStatus
from tests.architecture.tree import ROOT
from tests.domain.card_transitions import Move, moves

ROW = re.compile(r"^\| `(?P<before>\w+)` \| `(?P<event>[\w.]+)` \| `(?P<after>\w+)` \|$", re.MULTILINE)


def test_the_table_has_every_move_and_no_other():
    page = (ROOT / "docs/card-life.md").read_text(encoding="utf-8")
    told = [Move(CardStatus(before), event, CardStatus(after)) for before, event, after in ROW.findall(page)]

    assert len(set(told)) == len(told)
    assert set(told) == moves()
