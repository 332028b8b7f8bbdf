"""Heads of listed enterprises in Zibo, and the runs that give them the honor card (免申即享)."""

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from domain.aggregates.automatic_grants import AutomaticGrants, HeadOutcome
from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import ListMode
from domain.base import Authority, DocumentReference
from domain.cadres import PartyManaged
from domain.identity_documents import DocumentKind
from domain.use_cases.attesting_cadres import AttestCadreStatus
from domain.use_cases.granting_automatically import GrantAutomatically, GrantPlan, plan_grants
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise, ListedPrincipal
from domain.use_cases.registering_talents import DocumentStatement
from tests.domain.books_of_zibo import CITY, LISTS, OFFICERS, code_of
from tests.domain.list_files import chairman
from tests.domain.made_up import identity_number_of
from tests.domain.officers import MIIT, PARTY_ORG
from tests.in_memory import Books, Sent

ISSUE_PAPER = DocumentReference(kind="approval", number="淄工信字〔2024〕12号", issued_on=date(2024, 3, 14))
MIIT_GRANTS = MIIT.model_copy(update={"actor": "sun-granting", "documents": (ISSUE_PAPER,)})
HONOR = {"city": CITY, "card_type": "honor"}
_FILES = count(1)


def listed_with_heads(
    books: Books,
    heads: dict[str, tuple[ListedPrincipal, ...]],
    *,
    by: str = "drc",
    area: str = "zhangdian",
    has_code: bool = True,
    mode: ListMode = ListMode.ADDITIONS,
    authority: Authority | None = None,
) -> None:
    """What a department's list says of these enterprises and of who leads them."""
    number = next(_FILES)
    rows = tuple(
        ListedEnterprise(
            row=row, name=name, uscc=code_of(name) if has_code else None, area=area, principals=people
        )
        for row, (name, people) in enumerate(heads.items(), start=2)
    )
    command = ImportEnterpriseList(
        city=CITY,
        list_type=LISTS[by],
        mode=mode,
        document_number=f"名单〔2024〕{number}号",
        file_sha256=f"{number:064x}",
        rows=rows,
        confirmed_rows=frozenset(row.row for row in rows),
    )
    books.send(command, authority or OFFICERS[by])


def one_head(
    books: Books, name: str, person: str = "赵大江", number: int = 1, *, by: str = "drc", **stated: Any
) -> UUID:
    """The id of the person who leads the enterprise: listed, identified, and attested to be no cadre."""
    listed_with_heads(books, {name: (chairman(person),)}, by=by, **stated)
    talent_id = identified(books, name, person, number)
    attested(books, talent_id)
    return talent_id


def identified(books: Books, name: str, person: str, number: int, by: Authority = MIIT) -> UUID:
    """The id of the person whom a document of this number shows the head to be."""
    kept = enterprise_named(books, name)
    (principal, *_) = [
        one for one in kept.current_principals() if one.talent_id is None and books.opened(one.name) == person
    ]
    document = DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(number))
    command = IdentifyPrincipal(enterprise_id=kept.id, principal_id=principal.id, document=document)
    events = books.send(command, by).events
    (event,) = (one for one in events if isinstance(one, Enterprise.PrincipalIdentified))
    return event.talent_id


def attested(
    books: Books, talent_id: UUID, result: PartyManaged = PartyManaged.NO, by: Authority = PARTY_ORG
) -> None:
    books.send(AttestCadreStatus(talent_id=talent_id, result=result, as_of=by.effective_on), by)


def enterprise_named(books: Books, name: str) -> Enterprise:
    (found,) = (one for one in books.all_of(Enterprise) if one.name == name)
    return found


def previewed(books: Books, by: Authority = MIIT_GRANTS, **stated: Any) -> GrantPlan:
    command = GrantAutomatically(**HONOR | stated)
    return plan_grants(command, books.office.preview(command, by))


def told(plan: GrantPlan, books: Books) -> list[tuple[str, str, str, list[str]]]:
    """Outcome, enterprise, person and grounds of each line."""
    return [
        (
            one.outcome.value,
            one.enterprise.name,
            books.opened(one.principals[0].name) if one.principals else "",
            [ground.code for ground in one.grounds],
        )
        for one in plan.heads
    ]


def granting(books: Books, by: Authority = MIIT_GRANTS, **stated: Any) -> GrantAutomatically:
    """The command about what is previewed now."""
    plan = previewed(books, by, **stated)
    return GrantAutomatically(**HONOR | stated, preview=plan.preview)


def granted(books: Books, by: Authority = MIIT_GRANTS, **stated: Any) -> Sent:
    """A run over the lists, as previewed."""
    return books.send(granting(books, by, **stated), by)


def run_of(sent: Sent) -> AutomaticGrants.Issued:
    (event,) = (one for one in sent.events if isinstance(one, AutomaticGrants.Issued))
    return event


def cards_of(sent: Sent) -> list[Card.Issued]:
    return [one for one in sent.events if isinstance(one, Card.Issued)]


def outcomes_of(sent: Sent) -> list[HeadOutcome]:
    return [line.outcome for line in run_of(sent).lines]


def holders(books: Books) -> dict[UUID, UUID]:
    """Which honor card each person holds."""
    return {
        one.talent_id: one.card_id
        for one in books.all_of(CardHolding)
        if one.card_type == "honor" and one.card_id is not None
    }
