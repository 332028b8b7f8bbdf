"""Attesting that a person is no party-managed cadre (党委管理的领导干部证明, R-01, decided point 5).

The organization department attests in its own office. What it, or the employer's party organization, attested
on paper is written down by HRSS. An enterprise does not attest for itself.
"""

from datetime import date
from typing import ClassVar

from domain.aggregates.talent import Talent
from domain.authorization import IN_OFFICE, Permission, PostMayNot, officer
from domain.base import Authority, Capacity
from domain.cadres import PartyManaged
from domain.errors import Invalid
from domain.functions import Function
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.registering_talents import TalentCommand, talent_known
from domain.work import Work

CLAUSE = "R-01"
EMPLOYERS_PARTY_ORGANIZATION = "employer_party_organization"  # 用人单位党组织: it has no code of its own


class AttestCadreStatus(TalentCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (officer("party_org", "hrss"),)
    capacities: ClassVar[frozenset[Capacity]] = IN_OFFICE | {Capacity.TRANSCRIBING}
    result: PartyManaged
    as_of: date


def attest_cadre_status(command: AttestCadreStatus, work: Work) -> Talent:
    talent, authority = talent_known(command, work, CLAUSE)
    pack = work.policies.in_force(talent.city, authority.effective_on)
    body = _attesting_body(authority, pack)
    talent.attest_cadre_status(command.result, as_of=command.as_of, attesting_body=body, authority=authority)
    return talent


def _attesting_body(authority: Authority, pack: PolicyPack) -> str:
    """Who attests: the officer's own organization department, or the body whose paper is written down."""
    attests = authority.function == Function.PARTY_ORG
    if attests == (authority.capacity is Capacity.TRANSCRIBING):
        raise PostMayNot(WHO_ATTESTS, field="capacity", clauses=(CLAUSE,))
    assert authority.deciding_body is not None  # an officer decides for an organization, or names one
    if not attests:
        _must_be_a_paper_of(authority, pack)
    return authority.deciding_body


def _must_be_a_paper_of(authority: Authority, pack: PolicyPack) -> None:
    """Refuse to write down what another body says, or what stands on no paper."""
    departments = {
        organ.code
        for area in pack.areas
        if (organ := area.organization_of(Function.PARTY_ORG, authority.effective_on)) is not None
    }
    if authority.deciding_body not in departments | {EMPLOYERS_PARTY_ORGANIZATION}:
        raise Invalid(NOT_AN_ATTESTING_BODY, field="deciding_body", clauses=(CLAUSE,))
    if not any(paper.issued_on for paper in authority.documents):
        raise Invalid(NEEDS_PAPER, field="documents", clauses=(CLAUSE,))


NEEDS_PAPER = Text("须附证明文件及其日期", "State the attestation and its date")
NOT_AN_ATTESTING_BODY = Text(
    "由组织部门或用人单位党组织证明",
    "The organization department attests, or the employer's party organization",
)
WHO_ATTESTS = Text(
    "组织部门以本职出具证明，人社部门转录证明",
    "The organization department attests in its own office; HRSS writes down what was attested",
)
