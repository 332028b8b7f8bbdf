"""The transparency log as it is shown (透明日志): hashes in base64, as the files of C2SP have them; nothing of any case."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from api.addresses import LOG_CHECKPOINT, href
from api.rendering.shown import Shown
from persistence.transparency_log import Alarm, KeyLine, Log


class LogKeyShown(Shown):
    """A key that signs checkpoints, or did; trust it as you were handed it, not because it stands here."""

    verifier_key: str
    from_size: int
    since: datetime
    retired_at: datetime | None


class LogShown(Shown):
    """One log; a frozen one stays as it is."""

    epoch: int
    origin: str
    first_position: int
    last_position: int
    size: int
    root: str
    begun_at: datetime
    reason: str | None
    frozen_at: datetime | None
    checkpoint: str
    keys: tuple[LogKeyShown, ...]


class LogAlarmShown(Shown):
    """What was found wrong between two positions: docs/transparency-log.md says what each kind means."""

    epoch: int
    kind: str
    first_position: int
    last_position: int
    raised_at: datetime
    resolved_at: datetime | None
    settled_at: datetime | None


class LogsShown(Shown):
    """All logs, the open one last, and everything that was ever found wrong."""

    items: tuple[LogShown, ...]
    alarms: tuple[LogAlarmShown, ...]


class InclusionShown(Shown):
    """The way from an event to a root. `checkpoint` is the signed note of this size, if one was signed."""

    origin: str
    epoch: int
    position: int
    index: int
    size: int
    root: str
    path: tuple[str, ...]
    checkpoint: str | None


class ConsistencyShown(Shown):
    """The way from the root of `first` entries to that of `second`."""

    origin: str
    epoch: int
    first: int
    second: int
    first_root: str
    second_root: str
    path: tuple[str, ...]
    checkpoint: str | None


def logs_shown(logs: Sequence[Log], keys: Sequence[KeyLine], alarms: Sequence[Alarm]) -> LogsShown:
    """The page of logs."""
    return LogsShown(
        items=tuple(_log(log, [key for key in keys if key.epoch == log.epoch]) for log in logs),
        alarms=tuple(
            LogAlarmShown(**{name: getattr(alarm, name) for name in LogAlarmShown.model_fields})
            for alarm in alarms
        ),
    )


def written(hash_: bytes) -> str:
    """A hash as it stands in notes."""
    return b64encode(hash_).decode()


def _log(log: Log, keys: Sequence[KeyLine]) -> LogShown:
    return LogShown(
        epoch=log.epoch,
        origin=log.origin,
        first_position=log.first_position,
        last_position=log.covered_position,
        size=log.size,
        root=written(log.root),
        begun_at=log.begun_at,
        reason=log.reason,
        frozen_at=log.frozen_at,
        checkpoint=href(LOG_CHECKPOINT, epoch=log.epoch),
        keys=tuple(
            LogKeyShown(**{name: getattr(key, name) for name in LogKeyShown.model_fields}) for key in keys
        ),
    )
