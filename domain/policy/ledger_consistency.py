"""Whether the ledgers of a pack agree with its organs and with one another (台账一致性)."""

from collections.abc import Iterator
from itertools import pairwise

from domain.policy.contradiction import Contradiction, found, repeated
from domain.policy.deadline_consistency import has_organ, of_organs
from domain.policy.deadlines import Beginning
from domain.policy.faults import FieldPath
from domain.policy.ground import Grounded
from domain.policy.ledgers import DemandRules, Ledger, LedgerRule, Phase
from domain.policy.organizations import Level
from domain.policy.pack import PolicyPack

PHASES = {phase.value for phase in Phase}


def of_demands(pack: PolicyPack) -> Iterator[Contradiction]:
    """Everything in the ledgers of a pack that refers to nothing, stands twice, or is missing."""
    if pack.demands is None:
        return
    path, rules = ("demands", "ledgers"), pack.demands
    yield from _of_codes(rules)
    for code in sorted({*Ledger} - {rule.code for rule in rules.ledgers}):
        yield found(path, "missing_ledger", value=code.value)
    for index, rule in enumerate(rules.ledgers):
        yield from _of_categories((*path, index, "categories"), rule, pack)
        yield from _of_limits((*path, index, "deadlines"), rule, pack)
    yield from _in_order("reporting", rules.reporting, "entry_ends_on", "areas_due_on", "city_due_on")
    yield from _in_order("supervision", rules.supervision, "blue_after", "yellow_after", "red_after")


def _in_order(name: str, rule: Grounded, *days: str) -> Iterator[Contradiction]:
    """Each of these days comes after the one before."""
    for earlier, later in pairwise(days):
        if getattr(rule, later) <= getattr(rule, earlier):
            yield found(("demands", name, later), "not_after", other=earlier)


def _of_codes(rules: DemandRules) -> Iterator[Contradiction]:
    path = ("demands", "ledgers")
    yield from repeated(((*path, n, "code"), rule.code) for n, rule in enumerate(rules.ledgers))
    yield from repeated(((*path, n, "prefix"), rule.prefix) for n, rule in enumerate(rules.ledgers))
    yield from repeated(
        (("demands", "alliance_members", n, "code"), member.code)
        for n, member in enumerate(rules.alliance_members)
    )


def _of_categories(path: FieldPath, rule: LedgerRule, pack: PolicyPack) -> Iterator[Contradiction]:
    yield from repeated(((*path, n, "code"), one.code) for n, one in enumerate(rule.categories))
    for index, category in enumerate(rule.categories):
        if not has_organ(category.lead, pack):
            place = (*path, index, "lead")
            yield found(place, "no_organ", area=Level.CITY.value, function=category.lead.value)


def _of_limits(path: FieldPath, rule: LedgerRule, pack: PolicyPack) -> Iterator[Contradiction]:
    whole = rule.deadlines.whole
    if whole is not None:
        yield from of_organs((*path, "whole"), whole, pack)
        if whole.begins_with is not Beginning.SUBMISSION:
            yield found((*path, "whole", "begins_with"), "counted_from_registration")
        for index, code in enumerate(whole.rests_at):
            if code not in PHASES:
                yield found((*path, "whole", "rests_at", index), "unknown_phase", value=code)
    for code, limit in rule.deadlines.steps.items():
        yield from of_organs((*path, "steps", code), limit, pack)
        if code not in PHASES:
            yield found((*path, "steps", code), "unknown_phase", value=code)
