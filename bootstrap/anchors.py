"""Which anchors are set up (外部存证), and how old what each holds is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bootstrap.service import Service
from bootstrap.settings import Settings
from bootstrap.trust_policies import PolicyUnusable, policy_in
from persistence.anchors import Anchor, Attempts, Kind

OLDEST = timedelta(hours=24)


class AnchorState(NamedTuple):
    """How one anchor fares: how long ago it was found to hold the newest checkpoint, or since when it should."""

    anchor: Anchor
    age: timedelta
    attempts: Attempts | None

    @property
    def is_alarming(self) -> bool:
        """It says something else than the log, or what it holds is too old."""
        return self.age > OLDEST or (self.attempts is not None and self.attempts.contradicts)


def anchors_of(settings: Settings) -> list[Anchor]:
    """Those that the settings name. Witnesses in a file that cannot be read are one anchor, which does not hold."""
    found: list[Anchor] = []
    if settings.anchor_folder is not None:
        found.append(Anchor(Kind.FOLDER, str(settings.anchor_folder)))
    try:
        found.extend(Anchor(Kind.WITNESS, one.key.name) for one in policy_in(settings.witnesses).witnesses)
    except PolicyUnusable:
        found.append(Anchor(Kind.WITNESS, str(settings.witnesses)))
    if settings.tsa_url is not None:
        found.append(Anchor(Kind.TIME_STAMP, settings.tsa_url))
    return found


def anchor_states(service: Service) -> Iterator[AnchorState]:
    """How each of them fares now; nothing while there is no log to be anchored."""
    logs = service.transparency_log.logs()
    tried = service.anchors.attempts() if logs else {}
    for anchor in anchors_of(service.settings) if logs else []:
        attempts = tried.get(anchor)
        since = logs[0].begun_at if attempts is None else attempts.anchored_at or attempts.since
        yield AnchorState(anchor, _age(since, service.clock()), attempts)


def _age(since: datetime, now: datetime) -> timedelta:
    return max(now - since, timedelta())
