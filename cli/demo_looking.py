"""What the demo looks at in the end: a card's code verified, the due sheet, and what another policy would have changed."""

import time
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from bootstrap.service import card_tokens_of
from bootstrap.settings import Settings
from cli.demo_nominations import today
from cli.demo_people import Player
from cli.demo_telling import chapter, done, say, show_due, show_sums
from domain.policy.loading import SHIPPED_PACKS
from persistence.card_tokens import CardToken

VERIFICATION = "/v1/card-verifications"
DUE_SHEET = "/v1/due-sheet"
PACK = "zibo-2023"
CHANGES = (  # what the draft says otherwise
    (f"version: {PACK}/1", f"version: {PACK}/2"),
    ("      city: {value: 10,", "      city: {value: 6,"),
    ("drc: {value: 5,", "drc: {value: 3,"),
    ("miit: {value: 5,", "miit: {value: 3,"),
    ("          days: 10\n          unit: working_days", "          days: 5\n          unit: working_days"),
)
DRAFTED = f"/v1/policies/{PACK}/2"
SOON = timedelta(days=21)
SIMULATED_WITHIN_S = 60


def verify_a_card(settings: Settings, anybody: Player, card_id: str) -> None:
    """Scan the code of a card and ask whether it is valid, as anybody may without signing in."""
    chapter("人才卡核验 · anybody verifies a card by the code on it")
    code = card_tokens_of(settings).code(CardToken(UUID(card_id), 1)).rsplit("/", 1)[-1]
    for what, scanned in (
        ("the code on the card", code),
        ("the same with another signature", code[:-8] + "AAAAAAAA"),
    ):
        told = anybody.gets(f"{VERIFICATION}/{scanned}")
        of = f"，{told['card_type']}" if told["card_type"] else ""
        say(f"{what}: {told['says']['zh']} · {told['status']}{of}")


def look_at_what_is_due(hrss: Player) -> str:
    """The open deadlines with their lights, today and in three weeks; returns that later day."""
    chapter("督办清单 · what is due")
    later = str(date.fromisoformat(today()) + SOON)
    for day in (today(), later):
        say(f"as of {day}")
        show_due(hrss.gets(DUE_SHEET, on=day, limit=200, min_position=hrss.last_position)["items"])
    return later


def simulate_another_policy(hrss: Player) -> dict[str, Any]:
    """A draft with fewer places, and half of every ten days, held against all that is on record."""
    chapter("政策模拟 · what another policy would have changed")
    drafted = hrss.posts("/v1/policies", content=another_policy())
    if drafted.status_code != HTTPStatus.CONFLICT:  # it is there from an earlier play
        done(drafted)
    result = _simulated(hrss)
    say(f"{PACK}/2, a draft: six places instead of ten, and 5 working days for every 10; nothing is recorded")
    say(f"{result['cases_otherwise']} of {result['cases_looked_at']} cases would have been otherwise, in")
    show_sums(result["sums"])
    return result


def another_policy() -> str:
    """The text of the draft."""
    text = (SHIPPED_PACKS / f"{PACK}.yaml").read_text(encoding="utf-8")
    for was, becomes in CHANGES:
        text = text.replace(was, becomes)
    return text


def _simulated(hrss: Player) -> dict[str, Any]:
    """Begun by whoever asks first, and asked for again until it is there."""
    shown, deadline = hrss.gets(f"{DRAFTED}/simulation"), time.monotonic() + SIMULATED_WITHIN_S
    while "sums" not in shown:
        if time.monotonic() > deadline:
            raise RuntimeError(f"the simulation took longer than {SIMULATED_WITHIN_S} s")
        time.sleep(0.2)
        shown = hrss.gets(shown["href"])
    result: dict[str, Any] = shown
    return result
