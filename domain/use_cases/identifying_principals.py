"""Finding out which person on the books a principal is (核实负责人身份): by an identity document, and nothing less.

A list names heads without a document, and a name is nobody's alone. So a principal is a subject of his or her own until
an officer states a document: then it is known who it is, and a person who is on no book yet is registered.
"""

from uuid import UUID

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import Talent
from domain.base import Authority
from domain.errors import NotFound, RuleViolation
from domain.personal_data import Personal
from domain.principals import Principal
from domain.text import Text
from domain.use_cases.identity_index import claimed, opened
from domain.use_cases.keeping_enterprises import EnterpriseCommand, enterprise_known
from domain.use_cases.registering_talents import DocumentStatement, document_facts, document_read
from domain.work import Work


class IdentifyPrincipal(EnterpriseCommand):
    """The document that the principal has shown, or that the enterprise has handed in for him or her."""

    principal_id: UUID
    document: DocumentStatement


class OtherPersonName(RuleViolation):
    code = "other_person_name"
    title = Text("该证件号码登记的是另一姓名", "The document is registered under another name")


def identify_principal(command: IdentifyPrincipal, work: Work) -> Enterprise:
    enterprise, authority = enterprise_known(command, work, "R-08")
    enterprise.must_not_be_merged()
    principal = enterprise.current_principal(command.principal_id)
    name = opened(principal.name, work)
    if name is None:
        raise NotFound(blocked_by={"kind": "principal", "id": str(principal.id)})
    talent = _person(principal, name, command.document, enterprise, authority, work)
    enterprise.identify_principal(principal.id, talent.id, authority)
    return enterprise


def _person(
    principal: Principal,
    name: str,
    stated: DocumentStatement,
    enterprise: Enterprise,
    authority: Authority,
    work: Work,
) -> Talent:
    """The person whose document it is, registered if he or she is on no book yet."""
    document = document_read(stated, work)
    talent_id = claimed(document, enterprise.city, work.new_id(), work)
    known = work.find(Talent, talent_id)
    if known is not None:
        _must_be_called(name, known, authority, work)
        return known
    phone = None if principal.phone is None else opened(principal.phone, work)
    talent = Talent.register(
        talent_id,
        city=enterprise.city,
        area=enterprise.area,
        name=Personal(talent_id, name),
        document=document_facts(document, stated, talent_id, work),
        phone=None if phone is None else Personal(talent_id, phone),
        employer_id=enterprise.id,
        authority=authority,
    )
    return work.add(talent)


def _must_be_called(name: str, talent: Talent, authority: Authority, work: Work) -> None:
    """Refuse a document of somebody who never bore this name, unless the officer says why it is the same person."""
    borne = (opened(dated.fact, work) for dated in talent.names.in_order)
    if name not in borne and not authority.gives_reason:
        raise OtherPersonName(field="document.number", lifted_by=REASON_LIFTS)


REASON_LIFTS = Text("说明为何是同一人", "Give the reason why it is the same person")
