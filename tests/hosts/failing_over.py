"""A city under load that loses its primary and two more hosts, told as it happens."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.hosts.audit import Findings, collected, findings, is_covered, signed_on
from tests.hosts.city import City, city
from tests.hosts.servers import until

Say = Callable[[str], None]
CLIENTS = 8
BETWEEN = 100  # commands that are acknowledged between two failures
UNHEARD_S = 1.0  # for so long the replica is cut off before the primary dies


def lose_everything_once(say: Say, *, clients: int = CLIENTS, between: int = BETWEEN) -> Findings:
    """With a replica that commits wait for: a worker host, an API host and the primary die, and one comes back."""
    with _folder() as folder, city(folder) as running, collected(running) as given_away:
        say("eight hosts: db1 (primary), db2 (synchronous replica), api1, api2, work1, work2, lb, client")
        with running.loaded(clients) as answers:
            answers.wait_for(between)
            moment = time.time()
            _dies(running, "work1")
            until(lambda: running.ready("api1"))
            say(
                f"work1 dead and cut off: work2 leads all there is to lead after {time.time() - moment:.1f} s"
            )
            answers.wait_for(between)
            say(answers.since(moment))
            moment = time.time()
            _dies(running, "api2")
            answers.wait_for(between)
            say(f"api2 dead and cut off: {answers.since(moment)}")
            say(f"db2 has carried out {_asked_for_lists(running):,} questions for lists")
            moment = _loses_primary(running, say)
            running.db2.is_promoted()
            say(f"db2 promoted {time.time() - moment:.1f} s after the primary had died")
            answers.wait_for(between)
            say(answers.since(moment))
            moment = time.time()
            _rejoins(running, say)
            answers.wait_for(between)
            say(answers.since(moment))
        until(lambda: is_covered(running.db2))
        until(lambda: running.ready("api1"))
        told = answers.all()
        found = findings(told, given_away, running, running.db2)
        _say_more(running, told, say)
        return found


def lose_an_asynchronous_primary(say: Say, *, clients: int = CLIENTS, between: int = BETWEEN) -> Findings:
    """The negative control: the same without waiting for the replica loses what was acknowledged."""
    with _folder() as folder, city(folder, is_synchronous=False) as running, collected(running) as given_away:
        say("the same eight hosts, and commits do not wait for db2")
        with running.loaded(clients) as answers:
            answers.wait_for(between)
            _loses_primary(running, say)
            running.db2.is_promoted()
            answers.wait_for(between // 2)
        return findings(answers.all(), given_away, running, running.db2)


def _loses_primary(running: City, say: Say) -> float:
    """The replica hears nothing of its last moment: whoever does not wait for it loses that. Returns when it died."""
    running.hosts["db2"].is_cut_off()
    time.sleep(UNHEARD_S)
    moment = time.time()
    _dies(running, "db1")
    running.hosts["db2"].is_plugged_in()
    say(f"db1 dead and cut off, and for {UNHEARD_S:.0f} s before db2 heard nothing of it")
    return moment


def _dies(running: City, name: str) -> None:
    running.hosts[name].is_killed()
    running.hosts[name].is_cut_off()


def _rejoins(running: City, say: Say) -> None:
    """First what it still holds, cut off as it is; then it follows the new primary, and commits wait for it."""
    db1, db2 = running.db1, running.db2
    db1.starts()
    own, signed = _only_there(running)
    say(f"db1 looked at in its isolation: {own} events and {signed} checkpoints that nobody was told of")
    assert not db1.acknowledges(), "an old primary that comes back by itself acknowledges commands"
    say("it acknowledges nothing there: a commit waits for the replica that it has lost")
    running.hosts["db1"].is_killed()
    (db1.data / "postmaster.pid").unlink(missing_ok=True)
    running.hosts["db1"].is_plugged_in()
    db1.follows(db2)
    db1.is_waited_for_by(db2)
    say("db1 follows db2 now, and commits wait for it")


def _asked_for_lists(running: City) -> int:
    query = "SELECT xact_commit FROM pg_stat_database WHERE datname = 'huicai'"
    return int(running.db2.asks(query))


def _only_there(running: City) -> tuple[int, int]:
    """What db1 has and db2 has not, or has from another moment: a command that was sent again has the same id."""
    query = "SELECT position, event_id, recorded_at FROM log.events"
    mine, theirs = set(running.db1.rows(query)), set(running.db2.rows(query))
    signed, given = signed_on(running.db1), signed_on(running.db2)
    return len(mine - theirs), sum(given.get(size, root) != root for size, root in signed.items())


def _say_more(running: City, told: list[dict[str, Any]], say: Say) -> None:
    kinds = ("acknowledged", "read", "unread", "stale", "behind")
    counted = {kind: sum(one["kind"] == kind for one in told) for kind in kinds}
    say(", ".join(f"{kind} {number}" for kind, number in counted.items()) + " (without min_position)")
    tried_again = [one for one in told if one["kind"] == "acknowledged" and one["tries"] > 1]
    say(
        f"sent again under their keys: {len(tried_again)}, of which {sum(one['replayed'] for one in tried_again)} "
        "had taken effect the first time"
    )
    say(f"tracebacks in the logs: {_told_of_faults(running)}")


def _told_of_faults(running: City) -> str:
    """Which processes have logged an error of ours, which none should."""
    logs = sorted((running.folder / "logs").glob("*.log"))
    found = {log.stem: log.read_text().count("Traceback") for log in logs}
    return ", ".join(f"{name} {number}" for name, number in found.items() if number) or "none"


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="huicai-hosts-") as folder:
        yield Path(folder)
