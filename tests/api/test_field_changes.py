"""What an event changes: of every kind of thing, by what its aggregate makes of its events and nothing else."""

from typing import Any
from uuid import UUID

import pytest

from api.disclosure import Disclosure, facts_in
from api.masking import Need
from api.rendering.field_changes import KEPT_FOR_DECISIONS, FieldChange, Folding, place_after
from domain.aggregates import Card, CardApplication, DemandItem, Panel, QuarterlyReport, Quota, Talent
from domain.base import DocumentReference, Event, EventSourced
from domain.use_cases.applying_for_cards import FillForm
from domain.use_cases.deciding_cards import ReinstateCard, SuspendCard
from domain.use_cases.following_talents import StatePhone
from domain.use_cases.managing_quotas import ReviseLimits
from tests.domain.books_of_zibo import QUOTA, opened
from tests.domain.cards_of_zibo import ISSUER, elite, made
from tests.domain.cases_of_zibo import FORM, approved, drafted, person_of
from tests.domain.demands_of_zibo import settled
from tests.domain.officers import HRSS, specialist
from tests.domain.routes_of_zibo import ended, person_for, submitted_on
from tests.domain.test_reporting_quarters import CITY, Office

WHOLE = (Card, CardApplication, DemandItem, Panel, QuarterlyReport, Talent)
SEALED = {
    "form",
    "name",
    "phone",
    "details",
    "documents",
    "class_ground",
    "members",
    "notes",
    "reply",
    "revisions",
}


@pytest.fixture(scope="module")
def books() -> Office:
    """Cases that ended in cards, a panel, a card that was made and suspended, a demand that was settled, a report."""
    books = an_office()
    card = elite(books)["card_id"]
    made(books, card)
    books.send(SuspendCard(card_id=card), ISSUER)
    books.send(ReinstateCard(card_id=card), ISSUER)
    argued = person_for(books, name="淄博甲有限公司", number=5)
    ended(books, submitted_on(books, "panel", argued))
    books.send(StatePhone(talent_id=argued["talent_id"], phone="13900005678"), HRSS)
    settled(books)
    books.close()
    books.hand_in()
    books.compile(CITY)
    return books


def an_office() -> Office:
    """Zibo, where the quota of 2024 is open."""
    books = Office()
    opened(books)
    return books


def folded(books: Office, events: list[Event]) -> list[tuple[FieldChange, ...]]:
    """The changes of each event, one after the other."""
    folding = Folding(
        Disclosure(books.vault, (fact for event in events for fact in facts_in(event)), Need.HANDLING)
    )
    return [folding.changes(event) for event in events]


def state(books: Office, thing: type[EventSourced], id_: UUID, version: int) -> dict[str, Any]:
    """What it says of itself at a version, loaded by itself."""
    if version == 0:
        return {}
    said = vars(books.store.repository.get(id_, version=version))
    return {
        name: value
        for name, value in said.items()
        if not name.startswith("_") and name not in KEPT_FOR_DECISIONS
    }


@pytest.mark.parametrize("kind", WHOLE, ids=lambda kind: kind.TOPIC)
def test_the_fields_that_change_are_those_in_which_the_thing_differs_from_itself_one_event_before(
    books: Office, kind: type[EventSourced]
) -> None:
    events = [event for event in books.events() if event.TOPIC.startswith(f"{kind.TOPIC}.")]
    assert len(events) > 1

    for event, changes in zip(events, folded(books, events), strict=True):
        version = event.originator_version
        before, after = (state(books, kind, event.originator_id, at) for at in (version - 1, version))
        differing = {name for name in after if before.get(name) != after[name]}
        told = {change.field.split(".")[0] for change in changes}
        stated = {
            name for name in differing if after[name] not in (None, (), {}, frozenset()) or before.get(name)
        }
        assert told <= differing, event.TOPIC
        assert stated - told <= SEALED, event.TOPIC


def test_what_is_sealed_anew_and_says_the_same_has_not_changed(books: Office) -> None:
    ids = person_of(books, "淄博样本新材料有限公司", number=7)
    case_id = drafted(books, ids)
    by = specialist(ids["enterprise_id"])
    books.send(FillForm(card_application_id=case_id, form=FORM), by)
    books.send(FillForm(card_application_id=case_id, form={"phone": "13900005678"}), by)

    *_, same, other = folded(books, [recorded.event for recorded in books.store.history(case_id)])

    assert {change.field for change in same} == {"form_version"}
    assert {change.field for change in other} == {"form_version", "form.phone"}
    [phone] = (change for change in other if change.field == "form.phone")
    assert phone.after == "139****5678"


def test_of_a_thing_whose_events_are_not_all_there_nothing_is_said(books: Office) -> None:
    [first, *_] = (event for event in books.events() if isinstance(event, Card.Event))
    events = [recorded.event for recorded in books.store.history(first.originator_id)]

    assert len(events) > 3
    assert folded(books, events[1:]) == [()] * len(events[1:])


def test_a_place_is_folded_alone_as_its_quota_has_it() -> None:
    books = an_office()
    approved(books, person_of(books))
    events = [
        event for event in books.events() if isinstance(event, Quota.Event) and hasattr(event, "place_id")
    ]
    quota = books.load(Quota, events[0].originator_id)

    place = None
    for event in events:
        place = place_after(place, event)

    assert place == quota.places.in_order[events[0].place_id]


def test_a_place_of_which_the_beginning_is_not_known_is_not_guessed_at() -> None:
    books = an_office()
    approved(books, person_of(books))
    reserved = next(event for event in books.events() if isinstance(event, Quota.Reserved))

    assert place_after(None, reserved) is None


def test_of_a_whole_quota_its_limits_are_told_beside_its_places() -> None:
    books = an_office()
    approved(books, person_of(books))
    paper = DocumentReference(kind="notice", number="示例办〔2024〕2号")
    revised = {"city_limit": 12, "department_limits": {"drc": 6, "miit": 6}}
    books.send(
        ReviseLimits(**QUOTA, **revised), HRSS.model_copy(update={"documents": (paper,), "reason": "示例"})
    )
    events = [event for event in books.events() if isinstance(event, Quota.Event)]

    changes = folded(books, events)[-1]

    told = {change.field: (change.before, change.after) for change in changes}
    assert told["places.city_limit"] == (10, 12)
    assert told["places.department_limits.drc"] == (5, 6)
