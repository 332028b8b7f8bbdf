"""Who this instance is when it exchanges reports (季报收发), whom it believes, and what it writes down of those whom it does not.

report_outbox.py   reports on their way to the unit above
report_inbox.py    reports from the units below
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from bootstrap.service import Service
from domain.authorization import Role
from domain.base import Authority, Capacity, DocumentReference
from domain.calendar import OFFICE_ZONE
from domain.errors import Refusal
from domain.office import Request
from domain.ports import RefusedCommand
from domain.report_packages import NoReportExchange, SenderNotTrusted, SignatureInvalid
from persistence import signing_keys
from persistence.report_signatures import Signed, Signer, Trust

ANYBODY = "anonymous"
REPORT_KEYS = "report-keys.json"


@dataclass(slots=True)
class Line:
    """What stands in the refusal log if it comes to that; `sender` is a unit whose signature has held."""

    command: str
    about: dict[str, str]
    sender: str = ANYBODY


class ReportExchange:
    """One instance's unit, its key and its trust."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.trust = Trust(service.settings.trusted_units)

    @property
    def unit(self) -> str:
        """Which unit this instance is. Raises `NoReportExchange`."""
        if self.service.settings.unit is None:
            raise NoReportExchange
        return self.service.settings.unit

    @property
    def is_set_up(self) -> bool:
        """Whether it can sign as a unit."""
        return self.service.settings.unit is not None and self._signer is not None

    def must_be_set_up(self) -> None:
        """Refuse to begin what could not be answered. Raises `NoReportExchange`."""
        if not self.is_set_up:
            raise NoReportExchange

    @property
    def signer(self) -> Signer:
        """Who signs as this unit. Raises `NoReportExchange`."""
        if self._signer is None:
            raise NoReportExchange
        return self._signer

    @property
    def today(self) -> date:
        return self.service.clock().astimezone(OFFICE_ZONE).date()

    def must_be_signed_by(self, unit: str, signed: Signed, line: Line) -> None:
        """Refuse what this unit has not signed with a key that holds today. Raises `SenderNotTrusted`, `SignatureInvalid`."""
        match self.trust.has_signed(signed, unit, self.today):
            case None:
                raise SenderNotTrusted
            case False:
                raise SignatureInvalid
        line.sender = unit

    @contextmanager
    def on_record(self, line: Line, correlation_id: UUID) -> Iterator[Line]:
        """Whatever is refused in here is written down; what the office refuses, it writes down itself."""
        try:
            yield line
        except Refusal as refused:
            self.service.refusals.note(
                RefusedCommand(
                    at=self.service.clock(),
                    actor=line.sender if line.sender == ANYBODY else actor_of(line.sender),
                    role=None,
                    function=None,
                    area=None,
                    enterprise_id=None,
                    command=line.command,
                    code=refused.code,
                    fields=refused.fields,
                    clauses=refused.clauses,
                    blocked_by=line.about,
                    correlation_id=correlation_id,
                )
            )
            raise

    def authority(self, actor: str, reason_code: str, paper: DocumentReference, **stated: Any) -> Authority:
        """That of the system, which writes down what stands on a signed paper."""
        now = self.service.clock()
        return Authority(
            **{
                "actor": actor,
                "capacity": Capacity.SYSTEM,
                "role": Role.SYSTEM,
                "reason_code": reason_code,
                "documents": (paper,),
                "effective_on": self.today,
                "at": now,
                **stated,
            }
        )

    def request(self, key: str, fingerprint: str, correlation_id: UUID) -> Request:
        """A command under this key, by which it takes effect once."""
        return Request(
            command_id=self.service.new_id(),
            correlation_id=correlation_id,
            key=key,
            fingerprint=bytes.fromhex(fingerprint),
            render=lambda decided, _: {"id": str(decided.id), "version": decided.version},
        )

    @cached_property
    def _signer(self) -> Signer | None:
        settings = self.service.settings
        if settings.report_keys is not None:
            return Signer(signing_keys.parsed(settings.report_keys.get_secret_value()))
        keys = signing_keys.found_in(settings.data / REPORT_KEYS)
        return None if keys is None else Signer(keys)


def actor_of(unit: str) -> str:
    """How a unit stands in events and logs, as who sent something."""
    return f"unit {unit}"
