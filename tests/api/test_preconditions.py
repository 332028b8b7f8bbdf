"""What If-Match and If-None-Match say about a version."""

import pytest

from api.preconditions import etag, etag_of, is_known, version_expected
from api.refusals import InvalidHeader

NOT_A_TAG = ["1", '"1', "'1'", '"1" "2"', "", ", ,", '"a\tb"', '"1" ,', '"1",' * 400]


def test_the_tag_of_a_version_says_that_version() -> None:
    assert version_expected(etag(7)) == version_expected(etag_of(b"shown", 7)) == 7


@pytest.mark.parametrize("any_will_do", [None, "*", " * "])
def test_without_a_tag_any_version_will_do(any_will_do: str | None) -> None:
    assert version_expected(any_will_do) is None


@pytest.mark.parametrize(
    ("tags", "version"),
    [('"1", "7", "3"', 7), ('"1","abc"', 1)],
    ids=["of several the highest", "what is no version of ours matches nothing"],
)
def test_of_several_tags_that_counts_which_can_be_the_present_one(tags: str, version: int) -> None:
    assert version_expected(tags) == version


@pytest.mark.parametrize("tag", ['"abc"', '""', '"01"', '"-1"', '"1.0"', '"9999999999"'])
def test_a_tag_that_is_no_version_matches_none(tag: str) -> None:
    assert version_expected(tag) == 0


@pytest.mark.parametrize("tags", ['W/"1"', 'W/"9", "1"', '"1",W/"abc"'])
def test_a_weak_tag_is_refused_as_weak_rather_than_as_stale(tags: str) -> None:
    with pytest.raises(InvalidHeader) as refused:
        version_expected(tags)

    assert [error.code for error in refused.value.errors] == ["weak_tag"]


@pytest.mark.parametrize("header", NOT_A_TAG, ids=lambda header: header[:10])
def test_what_is_no_list_of_tags_is_malformed(header: str) -> None:
    with pytest.raises(InvalidHeader):
        version_expected(header)
    with pytest.raises(InvalidHeader):
        is_known(header, etag(1))


@pytest.mark.parametrize("known", ['"3"', 'W/"3"', '"1", "3"', "*"])
def test_who_has_the_version_knows_it_weak_tag_or_not(known: str) -> None:
    assert is_known(known, etag(3))


@pytest.mark.parametrize("unknown", [None, '"2"', '"30"'])
def test_who_has_another_version_or_none_does_not(unknown: str | None) -> None:
    assert not is_known(unknown, etag(3))


def test_who_was_shown_something_else_of_the_version_does_not_know_it() -> None:
    assert is_known(etag_of(b"shown", 3), etag_of(b"shown", 3))
    assert not is_known(f"{etag_of(b'before', 3)}, {etag(3)}", etag_of(b"shown", 3))
