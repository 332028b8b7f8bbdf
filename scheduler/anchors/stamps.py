"""Time stamps (时间戳): twice a day, by the office's clock, an authority stamps the newest checkpoint (RFC 3161).

Twice, so that the last is never older than a day, also where one attempt was in vain. A slot that was missed is not made up:
nobody can stamp for yesterday.

What is stamped are the lines of the checkpoint, origin, size and root; so `openssl ts -verify` reads it without this product.
"""

from datetime import datetime, timedelta
from pathlib import Path

from domain.ports import Clock
from persistence.anchors import Anchor, AnchorRecords, Kind, TimeStamp
from persistence.time_stamps import Authority, RootsUnusable, StampRefused
from scheduler.anchors.anchor import Newest, NotHeld
from scheduler.outside import NoAnswer, Outside
from scheduler.slots import next_slot, slots_between

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
OK = 200
SLOTS = "40 0,12 * * *"
ONE_DAY = timedelta(days=1)


class StampAnchor:
    """Asks one authority, and keeps what it has stamped: one for each slot, the first that holds."""

    def __init__(self, url: str, roots: Path, records: AnchorRecords, clock: Clock) -> None:
        self.anchor = Anchor(Kind.TIME_STAMP, url)
        self._authority = Authority(roots)
        self._records = records
        self._clock = clock
        self._outside = Outside()

    def next_after(self, now: datetime) -> datetime:
        """The next slot."""
        slot = next_slot(SLOTS, now)
        assert slot is not None  # it comes up every day
        return slot

    def close(self) -> None:
        """Give the connections back."""
        self._outside.close()

    def hold(self, newest: Newest) -> int:
        """Have it stamped, and verify that before it is kept. Raises `NotHeld`."""
        question = self._authority.ask(newest.note.text.encode())
        try:
            reply = self._outside.post(self.anchor.target, question.request, QUERY)
            if reply.status != OK or reply.kind != REPLY:
                raise NotHeld(f"status_{reply.status}")
            stamp = question.answered(reply.body, self._clock())
        except NoAnswer as none:
            raise NotHeld(str(none)) from none
        except StampRefused as refused:
            raise NotHeld(str(refused)) from refused
        except RootsUnusable as unusable:
            raise NotHeld("roots_unusable") from unusable
        self._records.add_stamp(
            TimeStamp(
                authority=self.anchor.target,
                slot=slot_at(self._clock()),
                origin=newest.log.origin,
                size=newest.checkpoint.size,
                checkpoint=newest.note.text,
                stamped_at=stamp.stamped_at,
                response=stamp.response,
            )
        )
        return newest.checkpoint.size


def slot_at(now: datetime) -> datetime:
    """The last slot that has come up by now."""
    *_, slot = slots_between(SLOTS, now - ONE_DAY, now)
    return slot
