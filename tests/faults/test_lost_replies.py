"""A reply that is lost after the commit: the command took effect once, and every sender is told the same."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from random import Random
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from bootstrap.service import Service, now, service_on
from bootstrap.settings import Settings
from bootstrap.starting import publish_packs
from domain.authorization import Role
from domain.base import Authority
from domain.office import Receipt, Request
from domain.use_cases.keeping_enterprises import RegisterEnterprise
from tests.conftest import Database
from tests.domain.made_up import credit_code_of
from tests.faults.answer_dropper import AnswerDropper
from tests.faults.api_processes import ApiProcesses
from tests.faults.clients import Answer, Client, command
from tests.faults.reply_dropper import ReplyDropper

pytestmark = pytest.mark.bar(id="I1")
SENDERS = 8
SENDINGS = 3
MOST_SENDINGS = 3
SHARE_LOST = 0.05


def test_commands_whose_replies_are_lost_take_effect_exactly_once(database: Database) -> None:
    commands = 200
    with behind_dropper(database) as (service, dropper):
        random = Random(7)
        sendings = [number for number in range(commands) for _ in range(random.randint(1, MOST_SENDINGS))]
        random.shuffle(sendings)

        with ThreadPoolExecutor(SENDERS) as senders:
            receipts = list(senders.map(lambda number: (number, registered(service, number)), sendings))

        answers: dict[int, set[str]] = {}
        for number, receipt in receipts:
            answers.setdefault(number, set()).add(f"{receipt.answer} {receipt.first_position}")
        print(f"\n{commands} commands sent {len(sendings)} times, {dropper.dropped} replies lost")
        assert dropper.dropped > 0
        assert {number: len(told) for number, told in answers.items()} == dict.fromkeys(range(commands), 1)
        assert effects(service) == Counter({"RegisterEnterprise": commands, "PublishShippedPolicy": 2})
        assert refusals(service) == []


def test_the_same_loss_without_a_command_row_would_be_a_false_conflict(database: Database) -> None:
    """The negative control: another command id for the second sending is another command."""
    with behind_dropper(database, share=0) as (service, _):
        registered(service, 1)
        with pytest.raises(Exception, match="registered already"):
            registered(service, 1, key="another")


@pytest.mark.slow
@pytest.mark.parametrize(
    "commands", [pytest.param(40, id="40 commands"), pytest.param(10_000, id="10000 commands")]
)
def test_commands_sent_three_times_over_networks_that_lose_answers_take_effect_once_and_are_told_alike(
    database: Database, tmp_path: Path, commands: int, capsys: pytest.CaptureFixture[str]
) -> None:
    begun, random = monotonic(), Random(13)
    numbers = sorted(
        list(range(1, commands + 1)) * SENDINGS, key=lambda n: n + random.uniform(0, SENDERS / 2)
    )
    with (
        before_database(database) as (url, replies),
        ApiProcesses(url, tmp_path) as processes,
        AnswerDropper(processes.address, share=SHARE_LOST, seed=17) as answers,
        ExitStack() as open_clients,
        ThreadPoolExecutor(SENDERS) as senders,
    ):
        clients: SimpleQueue[Client] = SimpleQueue()
        for _ in range(SENDERS):
            clients.put(open_clients.enter_context(Client(answers.url, processes.token)))

        def sent(number: int) -> tuple[int, Answer]:
            client = clients.get()
            answer = client.until_answered(command(number)).answer
            clients.put(client)
            return number, answer

        told: dict[int, set[Answer]] = {}
        for number, answer in senders.map(sent, numbers):
            told.setdefault(number, set()).add(answer)
        done = effects(processes.service)
        with capsys.disabled():
            print(
                f"\n{commands:,} commands, each sent {SENDINGS} times, in {monotonic() - begun:.0f} s:"
                f" {replies.dropped} replies and {answers.dropped} answers lost"
            )
        assert min(replies.dropped, answers.dropped) > 0
        assert {number: len(different) for number, different in told.items()} == dict.fromkeys(numbers, 1)
        assert {answer.status for different in told.values() for answer in different} == {201}
        assert done["RegisterEnterprise"] + done["ImportEnterpriseList"] == commands
        assert refusals(processes.service) == []


@contextmanager
def behind_dropper(database: Database, share: float = SHARE_LOST) -> Iterator[tuple[Service, ReplyDropper]]:
    """A service that reaches the database through the proxy."""
    with before_database(database, share) as (url, dropper):
        service = service_on(url, Settings(data=dropper.listen.parent, threads=SENDERS, _env_file=None))
        publish_packs(service)
        yield service, dropper
        service.close()


@contextmanager
def before_database(database: Database, share: float = SHARE_LOST) -> Iterator[tuple[str, ReplyDropper]]:
    """The proxy, and the URL by which the database is reached through it."""
    url = make_url(database.url("app"))
    server = Path(str(url.query["host"]))
    with tempfile.TemporaryDirectory() as folder:
        name = f".s.PGSQL.{url.port}"
        with ReplyDropper(
            server / name, Path(folder) / name, marker=b"EXECUTE append", share=share, seed=11
        ) as dropper:
            yield url.update_query_dict({"host": folder}).render_as_string(hide_password=False), dropper


def registered(service: Service, number: int, key: str | None = None) -> Receipt:
    command = RegisterEnterprise(
        city="370300", area="zhangdian", name=f"示例{number}号有限公司", uscc=credit_code_of(number + 1)
    )
    return service.office.carry_out(command, officer(), request(key or f"register {number}"))


def officer() -> Authority:
    at = now()
    return Authority(
        actor="li", role=Role.OFFICER, function="drc", area="zibo-shibenji", effective_on=at.date(), at=at
    )


def request(key: str) -> Request:
    command_id = uuid4()
    return Request(
        command_id=command_id,
        correlation_id=command_id,
        key=key,
        fingerprint=hashlib.sha256(key.encode()).digest(),
        render=lambda enterprise, _: {"id": str(enterprise.id), "version": enterprise.version},
    )


def effects(service: Service) -> Counter[str]:
    """How many commands of each kind the log knows, each with events of its own."""
    rows = service.log.datastore.rows(
        "SELECT name, count(*) FROM log.commands WHERE EXISTS (SELECT FROM log.events"
        " WHERE position BETWEEN first_position AND last_position) GROUP BY name"
    )
    return Counter(dict(rows))


def refusals(service: Service) -> list[Any]:
    return service.log.datastore.rows("SELECT code FROM log.refusals")
