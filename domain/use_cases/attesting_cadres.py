"""Attesting that a person is no party-managed cadre (党委管理的领导干部证明, R-01, decided point 5).

The organization department of the person's city or area attests in its own office. What it, or the employer's
party organization, attested on paper is written down by HRSS. An enterprise does not attest for itself.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.aggregates.card_holding import HolderExclusion
from domain.aggregates.talent import NotEmployed, Talent
from domain.authorization import IN_OFFICE, Permission, PostMayNot, officer
from domain.base import Authority, Capacity
from domain.cadres import PartyManaged
from domain.errors import Invalid
from domain.functions import Function
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.issuing_cards import exclude_from_cards
from domain.use_cases.registering_talents import TalentCommand, talent_known
from domain.work import Work

CLAUSE = "R-01"
EXCLUDES = {
    PartyManaged.YES: HolderExclusion.MANAGED,
    PartyManaged.UNKNOWN: HolderExclusion.CADRE_STATUS_UNKNOWN,
}
FIRST_DAY = date(2000, 1, 1)  # what is of a day before it was mistyped
EMPLOYERS_PARTY_ORGANIZATION = "employer_party_organization"  # 用人单位党组织: it has no code of its own


class AttestCadreStatus(TalentCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (officer("party_org", "hrss"),)
    capacities: ClassVar[frozenset[Capacity]] = IN_OFFICE | {Capacity.TRANSCRIBING}
    result: PartyManaged
    as_of: date = Field(ge=FIRST_DAY)


def attest_cadre_status(command: AttestCadreStatus, work: Work) -> Talent:
    talent, authority = talent_known(command, work, CLAUSE)
    pack = work.policies.in_force(talent.city, authority.effective_on)
    body = _attesting_body(talent, command.as_of, authority, pack)
    talent.attest_cadre_status(command.result, as_of=command.as_of, attesting_body=body, authority=authority)
    if command.result in EXCLUDES:
        exclude_from_cards(talent, EXCLUDES[command.result], authority, pack, work)
    return talent


def _attesting_body(talent: Talent, as_of: date, authority: Authority, pack: PolicyPack) -> str:
    """Who attests: the officer's own organization department, or the body whose paper is written down."""
    attests = authority.function == Function.PARTY_ORG
    if attests == (authority.capacity is Capacity.TRANSCRIBING):
        raise PostMayNot(WHO_ATTESTS, field="capacity", clauses=(CLAUSE,))
    assert authority.deciding_body is not None  # an officer decides for an organization, or names one
    if not attests:
        _must_know_the_person(authority.deciding_body, talent, as_of, pack, authority.effective_on)
        _must_stand_on_paper(authority)
    return authority.deciding_body


def _must_know_the_person(body: str, talent: Talent, as_of: date, pack: PolicyPack, day: date) -> None:
    """Refuse what a body says that is neither of the person's city or area nor of the employer of that day."""
    if body == EMPLOYERS_PARTY_ORGANIZATION:
        if talent.employers.on(as_of) is None:
            raise NotEmployed(field="as_of", clauses=(CLAUSE,))
        return
    areas = (pack.city_area.code, talent.area, talent.areas.on(as_of))
    organs = (pack.organization_of(area, Function.PARTY_ORG, day) for area in areas)
    if body not in {organ.code for organ in organs if organ is not None}:
        raise Invalid(NOT_AN_ATTESTING_BODY, field="deciding_body", clauses=(CLAUSE,))


def _must_stand_on_paper(authority: Authority) -> None:
    """Refuse to write down what stands on no paper with its date."""
    if not any(paper.issued_on for paper in authority.documents):
        raise Invalid(NEEDS_PAPER, field="documents", clauses=(CLAUSE,))


NEEDS_PAPER = Text("须附证明文件及其日期", "State the attestation and its date")
NOT_AN_ATTESTING_BODY = Text(
    "由人才所属市或区县的组织部门，或用人单位党组织证明",
    "The organization department of the person's city or area attests, or the employer's party organization",
)
WHO_ATTESTS = Text(
    "组织部门以本职出具证明，人社部门转录证明",
    "The organization department attests in its own office; HRSS writes down what was attested",
)
