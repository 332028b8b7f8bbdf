"""Restricting and erasing a person's data (限制处理、删除), by the city's department of human resources.

Erasure is asked for by one officer and decided by another, and refused while anything is open or has to be kept;
then the data can be restricted.
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.talent import Talent
from domain.authorization import Command, Permission, officer_of_city
from domain.base import Authority
from domain.data_rights import (
    ErasureGround,
    HeldRecord,
    LegalBasis,
    RecordKind,
    RestrictionGround,
    must_be_erasable,
)
from domain.errors import Busy
from domain.use_cases.registering_talents import talent_found
from domain.work import Work


class PersonalDataCommand(Command):
    """A command about what may be done with a talent's data."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city("hrss"),)
    talent_id: UUID


class RestrictPersonalData(PersonalDataCommand):
    ground: RestrictionGround


class LiftRestriction(PersonalDataCommand):
    pass


class AllowReading(PersonalDataCommand):
    """`reader` is the account of whoever may read; `until` the last day."""

    reader: str = Field(min_length=1, max_length=100)
    basis: LegalBasis
    until: date


class RequestErasure(PersonalDataCommand):
    ground: ErasureGround


class DeclineErasure(PersonalDataCommand):
    pass


class ErasePersonalData(PersonalDataCommand):
    pass


def restrict_personal_data(command: RestrictPersonalData, work: Work) -> Talent:
    talent, authority = talent_found(command.talent_id, work)
    talent.restrict(command.ground, authority)
    return talent


def lift_restriction(command: LiftRestriction, work: Work) -> Talent:
    talent, authority = talent_found(command.talent_id, work)
    talent.lift_restriction(authority)
    return talent


def allow_reading(command: AllowReading, work: Work) -> Talent:
    talent, authority = talent_found(command.talent_id, work)
    talent.allow_reading(command.reader, command.basis, command.until, authority)
    return talent


def request_erasure(command: RequestErasure, work: Work) -> Talent:
    talent, authority = talent_found(command.talent_id, work)
    talent.request_erasure(command.ground, authority)
    _records_past_keeping(talent, authority, work)
    return talent


def decline_erasure(command: DeclineErasure, work: Work) -> Talent:
    talent, authority = talent_found(command.talent_id, work)
    talent.decline_erasure(authority)
    return talent


def erase_personal_data(command: ErasePersonalData, work: Work) -> Talent:
    """Asked again of what is held now: since the request nothing can have been begun, but something may have been reopened."""
    talent, authority = talent_found(command.talent_id, work)
    known_as = _records_past_keeping(talent, authority, work)
    elsewhere = tuple(record.id for record in known_as if record.kind is RecordKind.PRINCIPAL)
    talent.erase(elsewhere, authority)
    return talent


def _records_past_keeping(talent: Talent, authority: Authority, work: Work) -> Sequence[HeldRecord]:
    """All that is held, if none of it is in the way. Raises what `must_be_erasable` does, and `Busy`."""
    held = work.held_records.of(talent.id, work.store.last_position)
    if held is None:
        raise Busy
    pack = work.policies.in_force(talent.city, authority.effective_on)
    must_be_erasable((*held, registration_of(talent)), authority.effective_on, pack.kept_until)
    return held


def registration_of(talent: Talent) -> HeldRecord:
    """What is held of every person: who he or she is."""
    return HeldRecord(kind=RecordKind.REGISTRATION, id=talent.id, ended_on=talent.last_stated_on)
