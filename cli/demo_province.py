"""The province above the demo's city: an instance of its own, which gets the reports, and answers them (季报收发).

    city's instance ── signed package ──> province's instance       over HTTP, where the demo has started both
                    <── signed receipt ──                            on a stick (out/stick), where the city's was running before

Each trusts the key of the other, which `huicai keys` would print.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from bootstrap.report_exchange import REPORT_KEYS
from bootstrap.settings import Settings
from cli.complaints import ProvinceLeftOver
from cli.demo_people import Player
from cli.demo_server import OUT, Instance, free_port
from cli.demo_telling import done
from cli.development import CITY
from cli.reports import public_key
from domain.authorization import Post, Role

Thing = TypeVar("Thing")

PROVINCE = "370000"
TRUSTED = "trusted-units.json"
STICK = OUT / "stick"
PATIENCE_S = 90


def city_and_province(settings: Settings) -> tuple[Instance, Instance]:
    """Both, each as a unit that believes the other. Raises `ProvinceLeftOver`."""
    data = settings.data.resolve()
    above = data.with_name(f"{data.name}-province")
    if (above / REPORT_KEYS).exists() and not (data / REPORT_KEYS).exists():
        raise ProvinceLeftOver(
            f"{above} is the province of a city whose data are gone: remove it to play anew"
        )
    port = free_port(settings.host)
    upper = settings.model_copy(update={"data": above, "port": port, "unit": PROVINCE, "report_keys": None})
    ours, theirs = public_key(settings.model_copy(update={"unit": CITY})), public_key(upper)
    _trusts(data, theirs)
    _trusts(above, ours)
    province = Instance(
        "demo-province",
        upper,
        {
            "HUICAI_DATA": str(above),
            "HUICAI_HOST": settings.host,
            "HUICAI_PORT": str(port),
            "HUICAI_UNIT": PROVINCE,
            "HUICAI_TRUSTED_UNITS": str(above / TRUSTED),
        },
        folder=above,
        inherits=False,
    )
    city = Instance(
        "demo-server",
        settings,
        {
            "HUICAI_UNIT": CITY,
            "HUICAI_UPPER_UNIT": PROVINCE,
            "HUICAI_UPPER_URL": province.url,
            "HUICAI_TRUSTED_UNITS": str(data / TRUSTED),
            "HUICAI_RECEIPT_INTERVAL": "1",
            "HUICAI_SCHEDULER_TICK": "1",
        },
    )
    return city, province


def on_its_own(settings: Settings) -> Instance:
    """The city's instance as its operator has set it, with a unit and an upper instance of their own."""
    return Instance("demo-server", settings)


@dataclass
class Above:
    """The province while it runs, and how what is sent gets there and back."""

    officer: Callable[[str], Player]
    how: str
    sends: Callable[[], None]
    answers: Callable[[], None]

    @cached_property
    def window(self) -> Player:
        """Who takes reports in, and answers them."""
        return self.officer("demo-province")

    def receives(self, quarter: str, revision: int) -> str:
        """The address of a revision, once it is there."""

        def there() -> str | None:
            for line in self.window.gets("/v1/inbox/reports", quarter=quarter)["items"]:
                if line["sender"] == CITY and line["revision"] >= revision:
                    return f"{line['href']}/revisions/{revision}"
            return None

        if there() is None:
            self.sends()
        return _awaited(there, f"{quarter} revision {revision} at the province")

    def decides(self, address: str, what: str, **why: str) -> dict[str, Any]:
        """Acknowledge a revision, or return it."""
        shown: dict[str, Any] = done(self.window.posts(f"{address}/{what}", **why))
        return shown


@contextmanager
def above(city: Instance, province: Instance, *, by_hand: bool) -> Iterator[Callable[[], Above]]:
    """The province's instance is begun at once, so that it is there when it is asked for."""
    for left in STICK.glob("*"):
        left.unlink()
    with province.started() as starting:

        def asked_for() -> Above:
            starting.waited_for()
            officer = partial(Player, province.settings, province.url, post=Post(role=Role.WINDOW))
            if not by_hand:
                return Above(officer, "over HTTP", _by_itself, _by_itself)
            stated = {name: one for name, one in city.stated.items() if name != "HUICAI_UPPER_URL"}
            below = replace(city, stated=stated)
            there, back = partial(_carried, below, province), partial(_carried, province, below)
            return Above(
                officer, f"on a stick ({STICK}), as the server that ran already sends nothing", there, back
            )

        yield asked_for


def awaited_status(window: Player, unit: str, quarter: str, status: str) -> dict[str, Any]:
    """The city's report, once it is known there what the province says."""

    def there() -> dict[str, Any] | None:
        shown: dict[str, Any] = window.gets(f"/v1/reports/{unit}/{quarter}")
        return shown if shown["status"] == status else None

    return _awaited(there, f"{quarter}: {status}")


def _by_itself() -> None:
    """The lower instance's scheduler sends, and asks."""


def _carried(giver: Instance, taker: Instance) -> None:
    """On a stick from one to the other."""
    stick = str(STICK.resolve())
    STICK.mkdir(parents=True, exist_ok=True)
    giver.carries_out("send", stick)
    taker.carries_out("receive", stick)


def _trusts(data: Path, key: dict[str, Any]) -> None:
    (data / TRUSTED).write_text(json.dumps({"keys": [key]}))


def _awaited(there: Callable[[], Thing | None], what: str) -> Thing:
    deadline = time.monotonic() + PATIENCE_S
    while (found := there()) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {PATIENCE_S} s in vain for {what}")
        time.sleep(0.3)
    return found
