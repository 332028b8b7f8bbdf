"""What every command says beside its own facts: from when, why, on which papers, in which capacity (办理要素)."""

from datetime import date, datetime
from typing import Literal, TypeVar
from uuid import UUID

from pydantic import Field, field_validator
from typing_extensions import TypeAliasType

from api.guard import Caller
from documents.document_numbers import document_number
from domain.authorization import Command
from domain.base import Authority, Capacity, DocumentReference, ReasonCode, Value
from domain.calendar import OFFICE_ZONE
from domain.policy.ground import ClauseId

FIRST_DAY = date(2000, 1, 1)
MOST_DOCUMENTS = 20
CODE = r"^[a-z][a-z0-9_-]{0,39}$"

CommandT = TypeVar("CommandT", bound=Command)

# An alias of its own, so that the contract names it once instead of listing the choices in every command.
StatedCapacity = TypeAliasType(
    "StatedCapacity", Literal["acting", "deputising", "transcribing", "entering_for"]
)


class StatedDocument(DocumentReference):
    """An official paper, with the lengths that its words may have."""

    kind: str = Field(min_length=1, max_length=40)
    number: str | None = Field(default=None, min_length=1, max_length=100)
    issuer: str | None = Field(default=None, min_length=1, max_length=100)

    @field_validator("number")
    @classmethod
    def _as_it_is_kept(cls, number: str | None) -> str | None:
        return number and document_number(number)


class Decision(Value):
    """The part that the bodies of all commands have in common; the rest are the command's own facts."""

    effective_on: date | None = Field(
        default=None, ge=FIRST_DAY, description="From which day on; today in the office's zone if not stated"
    )
    reason_code: ReasonCode | None = None
    reason: str | None = Field(
        default=None,
        min_length=1,
        max_length=2000,
        repr=False,
        description="Sealed, and never shown in clear",
    )
    documents: tuple[StatedDocument, ...] = Field(default=(), max_length=MOST_DOCUMENTS)
    capacity: StatedCapacity = Field(
        default="acting", description="`entering_for` where a paper form of the enterprise is entered"
    )
    deciding_body: str | None = Field(
        default=None, pattern=CODE, description="Whose decision it is, where it is only written down here"
    )
    on_behalf_of: str | None = Field(default=None, min_length=1, max_length=100)
    signatory: str | None = Field(default=None, min_length=1, max_length=100)
    clauses: tuple[ClauseId, ...] = Field(
        default=(), max_length=MOST_DOCUMENTS, description="Clauses beside those that the command stands on"
    )
    corrects: UUID | None = Field(default=None, description="The id of the event that this corrects")

    def command(self, kind: type[CommandT], /, **of_address: object) -> CommandT:
        """The command out of the address and of what the body adds. Raises `pydantic.ValidationError`."""
        own = {name: getattr(self, name) for name in kind.model_fields if name not in of_address}
        return kind(**of_address, **own)

    def authority(self, caller: Caller, at: datetime) -> Authority:
        """The caller's standing for this decision."""
        return Authority(
            actor=caller.subject,
            role=caller.post.role,
            function=caller.post.function,
            area=caller.post.area,
            enterprise_id=caller.post.enterprise_id,
            capacity=Capacity(self.capacity),
            deciding_body=self.deciding_body,
            clauses=self.clauses,
            on_behalf_of=self.on_behalf_of,
            signatory=self.signatory,
            documents=tuple(DocumentReference(**dict(document)) for document in self.documents),
            reason_code=self.reason_code,
            reason=self.reason,
            corrects=self.corrects,
            effective_on=self.effective_on or at.astimezone(OFFICE_ZONE).date(),
            at=at,
        )
