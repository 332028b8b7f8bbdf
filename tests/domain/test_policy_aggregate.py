"""Publishing a version of a policy, once and for ever."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from domain.aggregates.policy import Policy
from domain.base import Authority, Capacity
from domain.policy.loading import read_pack
from domain.policy.refusals import VersionTextChanged
from tests.domain.zibo import FILE, TEXT, ZIBO, edition

START_UP = Authority(
    actor="start-up",
    role="system",
    capacity=Capacity.SYSTEM,
    effective_on=date(2026, 3, 2),
    at=datetime(2026, 3, 2, 1, tzinfo=UTC),
)


def published() -> Policy:
    policy = Policy.publish(ZIBO, START_UP)
    policy.collect_events()
    return policy


def test_a_published_version_carries_its_whole_text_and_digest():
    (event,) = Policy.publish(ZIBO, START_UP).collect_events()

    assert isinstance(event, Policy.Published)
    assert (event.pack_id, event.policy_version, event.city) == ("zibo-2023", "zibo-2023/1", "370300")
    assert (event.effective_from, event.effective_to) == (date(2023, 12, 15), None)
    assert event.content == TEXT
    assert event.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_publishing_is_decided_under_the_published_version():
    (event,) = Policy.publish(ZIBO, START_UP).collect_events()

    assert isinstance(event, Policy.Published)
    assert event.envelope.policy_version == "zibo-2023/1"
    assert event.envelope.capacity is Capacity.SYSTEM
    assert event.envelope.effective_on == date(2026, 3, 2)


def test_what_was_published_can_be_read_as_a_pack_again():
    assert read_pack(published().content, "zibo-2023/1") == ZIBO


def test_the_same_text_under_a_published_version_changes_nothing():
    policy = published()

    policy.must_say_the_same_as(ZIBO)

    assert policy.collect_events() == []


@pytest.mark.parametrize(
    "changed",
    [TEXT.replace("{value: 10,", "{value: 9,"), f"{TEXT}# only a comment\n"],
    ids=["rule", "comment"],
)
def test_another_text_under_a_published_version_is_refused(changed):
    policy = published()

    with pytest.raises(VersionTextChanged) as refused:
        policy.must_say_the_same_as(read_pack(changed, FILE))

    assert refused.value.blocked_by == {"kind": "policy_version", "id": "zibo-2023/1", "sha256": ZIBO.sha256}
    assert policy.collect_events() == []


def test_every_version_is_a_policy_of_its_own():
    assert Policy.publish(ZIBO, START_UP).id == Policy.id_of("zibo-2023/1")
    assert Policy.publish(edition(2), START_UP).id != Policy.id_of("zibo-2023/1")
