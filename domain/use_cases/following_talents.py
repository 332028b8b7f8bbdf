"""Following where talents work and how they are reached (人才动态)."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import Talent
from domain.authorization import (
    Permission,
    must_cover,
    must_employ,
    must_know_of,
    officer,
    officer_of_city,
    specialist,
)
from domain.fields import wrong
from domain.personal_data import Personal
from domain.phone_numbers import phone_text
from domain.use_cases.keeping_enterprises import enterprise_in, survivor_of
from domain.use_cases.registering_talents import NOT_THE_EMPLOYERS, TalentCommand, talent_known
from domain.work import Work

FOLLOWERS = (officer("hrss"), specialist)


class StateEmployer(TalentCommand):
    permitted: ClassVar[tuple[Permission, ...]] = FOLLOWERS
    employer_id: UUID


class EndEmployment(TalentCommand):
    permitted: ClassVar[tuple[Permission, ...]] = FOLLOWERS


class RelocateTalent(TalentCommand):
    """By the city, which covers both areas, or by an employer that has moved itself."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city("hrss"), specialist)
    area: str = Field(max_length=100)


class StatePhone(TalentCommand):
    permitted: ClassVar[tuple[Permission, ...]] = FOLLOWERS
    phone: str = Field(repr=False, max_length=100)


def state_employer(command: StateEmployer, work: Work) -> Talent:
    talent = work.load(Talent, command.talent_id)
    pack = work.policies.in_force(talent.city, work.authority.effective_on)
    must_know_of(
        work.authority,
        area=talent.area,
        enterprise_id=_employer_now(talent, work),
        city_area=pack.city_area.code,
    )
    talent.must_be_in_use()
    must_employ(work.authority, command.employer_id)
    employer = enterprise_in(talent.city, command.employer_id, work)
    employer.must_not_be_merged(field="employer_id")
    area = employer.areas.on(work.authority.effective_on)
    must_cover(work.authority, area, pack.city_area.code)
    talent.employ(employer.id, area, work.under(pack))
    return talent


def end_employment(command: EndEmployment, work: Work) -> Talent:
    talent, authority = talent_known(command, work)
    must_employ(authority, talent.employers.on(authority.effective_on))
    talent.end_employment(authority)
    return talent


def relocate_talent(command: RelocateTalent, work: Work) -> Talent:
    talent, authority = talent_known(command, work)
    area = work.policies.area_of(talent.city, command.area, authority.effective_on).code
    employer_id = talent.employers.on(authority.effective_on)
    if employer_id is not None:
        employer = work.load(Enterprise, employer_id)
        if employer.areas.on(authority.effective_on) != area:
            raise wrong("area", "not_the_employers", NOT_THE_EMPLOYERS)
    talent.relocate(area, authority)
    return talent


def state_phone(command: StatePhone, work: Work) -> Talent:
    talent, authority = talent_known(command, work)
    talent.state_phone(Personal(talent.id, phone_text(command.phone)), authority)
    return talent


def _employer_now(talent: Talent, work: Work) -> UUID | None:
    """The employer, or the enterprise that it is by now: so that the survivor of mergers takes its people over."""
    employer_id = talent.employer_id
    return None if employer_id is None else survivor_of(employer_id, partial(work.load, Enterprise)).id
