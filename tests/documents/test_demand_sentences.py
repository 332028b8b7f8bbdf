"""What the events of a demand item say: a sentence for each of them, in both languages, with codes in the words of the policy."""

import re
from datetime import date
from string import Formatter

import pytest

from documents.demand_sentences import DemandNames
from documents.demand_timeline_words import ADDITIONS, LEVELS, PHASES, SENTENCES
from domain.aggregates import DemandItem
from domain.demand_events import DemandEvent
from domain.demands import EscalationLevel, Grade
from domain.policy.book import PolicyBook
from domain.policy.ledgers import Phase
from tests.domain.demand_items import CITY_AREA, in_progress, registered, why, window, words
from tests.domain.event_shapes import event_classes
from tests.domain.test_reporting_quarters import FIGURES
from tests.domain.zibo import ZIBO

EVENTS = {kind.TOPIC: kind for kind in event_classes() if issubclass(kind, DemandEvent)}
NAMES = DemandNames(PolicyBook([ZIBO]))
OF_NOTHING = DemandNames(PolicyBook([]))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_event_of_an_item_has_its_sentence():
    assert SENTENCES.keys() == EVENTS.keys()
    assert PHASES.keys() == set(Phase)
    assert LEVELS.keys() == set(EscalationLevel)


@pytest.mark.parametrize("topic", SENTENCES)
def test_a_sentence_speaks_of_facts_that_the_event_has_and_of_none_that_is_sealed(topic):
    zh, en = (placeholders(text) for text in SENTENCES[topic])
    fields = EVENTS[topic].model_fields

    assert zh == en
    assert zh <= {"who", *fields}
    assert not any("Personal" in str(fields[name].annotation) for name in zh - {"who"})
    assert re.search("[\u4e00-\u9fff]", SENTENCES[topic].zh)


def sentences(item: DemandItem, names: DemandNames = NAMES) -> list[tuple[str, str]]:
    return [tuple(names.sentence(event)) for event in item.pending_events]


def test_the_life_of_an_item_reads_like_a_text():
    item = in_progress(registered())
    item.escalate(EscalationLevel.CITY, CITY_AREA, why(date(2024, 3, 6)))
    item.hand_back(None, why(date(2024, 3, 7)))
    item.settle(words(), None, FIGURES, window(date(2024, 3, 14)))
    item.call_back(None, window(date(2024, 3, 15)), reached=True)
    item.rate(Grade.DISSATISFIED, None, window(date(2024, 3, 15)))

    zh, en = zip(*sentences(item), strict=True)

    assert any(f"编号{item.number}" in one and "公共服务" in one for one in zh)
    assert any("转报市级" in one for one in zh)
    assert any("办结（按期，用时12个工作日）" in one for one in zh)
    assert any("回访，已接通" in one for one in zh)
    assert any("评价“不满意”（首次评价）" in one for one in zh)
    assert any("settled it (in time, 12 working days)" in one for one in en)
    assert not any("{" in one for one in (*zh, *en))


def test_under_a_policy_that_is_not_here_any_more_codes_say_themselves():
    zh, _ = sentences(registered(), OF_NOTHING)[0]

    assert "public_service" in zh


def test_what_may_be_left_unsaid_is_a_fact_of_some_event():
    assert {name for name in ADDITIONS if any(name in kind.model_fields for kind in EVENTS.values())} == {
        *ADDITIONS
    }
