"""A version of a policy is published once, by the start-up, and says for ever what it said then."""

import pytest

from domain.authorization import PostMayNot
from domain.base import Capacity
from domain.policy.loading import read_pack
from domain.policy.refusals import VersionTextChanged
from domain.use_cases.publishing_policies import AlreadyPublished, PublishShippedPolicy
from tests.domain.officers import HRSS, START_UP
from tests.domain.zibo import PROVINCIAL_TEXT, SHANDONG, TEXT, ZIBO, edition
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def test_the_start_up_publishes_a_version_with_its_whole_text(books):
    event = books.send(PublishShippedPolicy(pack=ZIBO), START_UP).event

    assert (event.policy_version, event.content) == ("zibo-2023/1", TEXT)
    assert event.envelope.capacity is Capacity.SYSTEM


def test_the_province_s_version_is_published_like_a_city_s_under_the_province_s_code(books):
    event = books.send(PublishShippedPolicy(pack=SHANDONG), START_UP).event

    assert (event.policy_version, event.content) == ("shandong-2022/1", PROVINCIAL_TEXT)
    assert (event.city, event.sha256) == ("370000", SHANDONG.sha256)
    assert event.envelope.policy_version == "shandong-2022/1"


def test_a_version_is_published_once(books):
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)

    refusal = books.refused(PublishShippedPolicy(pack=ZIBO), START_UP)

    assert type(refusal) is AlreadyPublished
    assert refusal.blocked_by == {"kind": "policy_version", "id": "zibo-2023/1"}


def test_a_published_version_does_not_say_something_else(books):
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    altered = read_pack(TEXT.replace("city: {value: 10", "city: {value: 9"), "zibo-2023.yaml")

    assert type(books.refused(PublishShippedPolicy(pack=altered), START_UP)) is VersionTextChanged


def test_another_version_is_another_publication(books):
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)

    assert books.send(PublishShippedPolicy(pack=edition(2)), START_UP).event.policy_version == "zibo-2023/2"


def test_no_officer_publishes(books):
    assert type(books.refused(PublishShippedPolicy(pack=ZIBO), HRSS)) is PostMayNot
