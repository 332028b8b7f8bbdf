"""Processes of the API are killed again and again under their clients: no command is lost, halved or done twice."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import pytest

from persistence.datastore import Datastore
from tests.conftest import Database
from tests.faults.api_processes import ApiProcesses
from tests.faults.clients import FIRST, Acknowledged, Client, Clients, command

pytestmark = pytest.mark.bar(id="R2")

CLIENTS = 12
BETWEEN_KILLS = 10  # commands that are acknowledged at least
REFERENCES = range(1, FIRST)
HELD = """
    SELECT c.last_position, c.name, e.topic FROM log.events e JOIN log.commands c USING (command_id)
     WHERE c.name IN ('RegisterEnterprise', 'ImportEnterpriseList') ORDER BY c.last_position, e.position
"""


class Findings(NamedTuple):
    acknowledged: int
    refused: int
    """that were told something else than that it was done, though nothing was wrong with them"""
    lost: int
    """acknowledged, and not in the log where it was told"""
    doubled: int
    """in the log more often than they were acknowledged"""
    partial: int
    """in the log, but not with all of their events"""


def found(acknowledged: Sequence[Acknowledged], datastore: Datastore) -> Findings:
    """The first commands of each kind were done before anything was killed: they are whole."""
    held = {
        position: [tuple(row[1:]) for row in rows]
        for position, rows in groupby(datastore.rows(HELD), lambda row: row[0])
    }
    done = [one for one in acknowledged if one.answer.status == 201]
    whole = [held[one.answer.position] for one in acknowledged[: len(REFERENCES)]]
    assert min(map(len, whole)) > 1
    return Findings(
        acknowledged=len(acknowledged),
        refused=len(acknowledged) - len(done),
        lost=sum(one.answer.position not in held for one in done),
        doubled=len(held) - len({one.answer.position for one in done}),
        partial=sum(events not in whole for events in held.values()),
    )


@pytest.mark.parametrize(
    "kills", [pytest.param(2, id="2 kills"), pytest.param(200, id="200 kills", marks=pytest.mark.slow)]
)
def test_given_clients_when_processes_are_killed_at_any_moment_then_every_command_is_done_once_and_told_alike(
    database: Database, tmp_path: Path, kills, capsys
):
    with ApiProcesses(database.url("app"), tmp_path) as processes:
        acknowledged = killed_under_clients(processes, kills, capsys)

        findings = found(acknowledged, processes.service.log.datastore)

        assert findings == Findings(len(acknowledged), refused=0, lost=0, doubled=0, partial=0)
        assert told_otherwise(processes, acknowledged) == []
        assert any(one.sendings > 1 for one in acknowledged), "no kill has hit anybody"


@pytest.mark.slow
def test_given_a_new_key_for_every_sending_when_processes_are_killed_then_commands_are_refused_that_were_done(
    database: Database, tmp_path: Path, capsys
):
    """The negative control: without the key, what was done before the kill stands in the way of being sent again."""
    with ApiProcesses(database.url("app"), tmp_path) as processes:
        datastore = processes.service.log.datastore
        while not (
            findings := found(killed_under_clients(processes, 5, capsys, keeps_key=False), datastore)
        ).refused:
            assert processes.killed < 100, "no kill has hit anybody between commit and answer"

    assert findings.lost == 0


def killed_under_clients(
    processes: ApiProcesses, kills: int, capsys: pytest.CaptureFixture[str], *, keeps_key: bool = True
) -> list[Acknowledged]:
    begun = monotonic()
    with Client(processes.url, processes.token) as client:
        whole = [client.until_answered(command(number)) for number in REFERENCES]
    with Clients(processes.url, processes.token, CLIENTS, keeps_key=keeps_key) as clients:
        for _ in range(kills):
            clients.wait_for(BETWEEN_KILLS)
            sleep(random.uniform(0, 0.05))
            processes.kill_one()
        clients.wait_for(BETWEEN_KILLS)
    again = sum(one.sendings > 1 for one in clients.acknowledged)
    with capsys.disabled():
        print(
            f"\n{kills} kills in {monotonic() - begun:.1f} s under {CLIENTS} clients:"
            f" {len(clients.acknowledged):,} commands acknowledged, {again} of them sent more than once"
        )
    return [*whole, *clients.acknowledged]


def told_otherwise(processes: ApiProcesses, acknowledged: Sequence[Acknowledged]) -> list[str]:
    """The keys of commands whose repetition is not answered byte for byte as they were."""
    with Client(processes.url, processes.token) as client, ThreadPoolExecutor(4) as threads:
        again = threads.map(client.until_answered, [one.command for one in acknowledged])
        return [
            one.command.key
            for one, other in zip(acknowledged, again, strict=True)
            if one.answer != other.answer
        ]
