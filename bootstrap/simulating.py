"""Holding the log against a draft of a policy (政策模拟): read as it was at a position, and nothing is written."""

import hashlib
from typing import Any

import orjson

from bootstrap.service import Service
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.registration_form import FACT_OF_FIELD
from domain.simulation.outcome import History, OnCase, Outcome, compared, simulated
from domain.simulation.quotas import TOPICS as OF_QUOTAS
from domain.simulation.records import Logged, topics
from domain.work import calendar_of
from persistence.log_scan import scanned


def simulate(
    service: Service, draft: PolicyPack, *, until: int | None = None, on_case: OnCase = lambda _: None
) -> Outcome:
    """What the draft would have changed about everything that is on record up to a position, the newest if not stated."""
    newest = service.log.max_notification_id() or 0
    position = newest if until is None else min(until, newest)
    policies, datastore = service.policies, service.log.datastore
    of_cases = topics(with_forms=requires_more(draft, policies))
    history = History(
        position,
        map(Logged._make, scanned(datastore, of_cases, until=position, by="originator")),
        map(Logged._make, scanned(datastore, OF_QUOTAS, until=position, by="position")),
    )
    comparison = compared(draft, calendar_of(service.store), _last(service, position))
    return simulated(history, comparison, policies, on_case)


def requires_more(draft: PolicyPack, policies: PolicyBook) -> bool:
    """Whether the draft requires a fact of a form that some version of its city leaves open: only then are forms read."""
    wanted = _required(draft)
    return any(wanted - _required(pack) for pack in policies if pack.city == draft.city)


def as_bytes(outcome: Outcome, *, with_cases: bool) -> bytes:
    """The result as JSON: the same history and draft give the same bytes."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(outcome.as_json(with_cases=with_cases), option=options)


def digest_of(result: bytes) -> str:
    """By which two results are told to be the same."""
    return hashlib.sha256(result).hexdigest()


def _required(pack: PolicyPack) -> set[tuple[str, str]]:
    fields = ((form.code, field) for form in pack.forms for field in form.fields)
    return {(form, FACT_OF_FIELD.get(field.code, field.code)) for form, field in fields if field.required}


def _last(service: Service, position: int) -> Logged | None:
    """The event at the position itself: its day is the last that is on record."""
    found = service.log.select_notifications(position, 1) if position else []
    if not found:
        return None
    state: dict[str, Any] = orjson.loads(found[0].state)
    last = found[0]
    return Logged(last.id, str(last.originator_id), last.originator_version, last.topic, state)
