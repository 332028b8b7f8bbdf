"""What somebody brings along to decide, and what of it may be shown."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from domain.base import ReasonRequired
from tests.scenario import authority


@pytest.mark.parametrize(
    "given", [{"reason_code": "moved_away"}, {"reason": "企业已迁出本市"}], ids=["code", "words"]
)
def test_a_reason_is_given_by_its_code_or_in_words(given):
    authority(**given).must_give_reason()


@pytest.mark.parametrize("words", [None, "", "  ", "　\t"])
def test_no_words_are_no_reason(words):
    with pytest.raises(ReasonRequired):
        authority(reason=words).must_give_reason()


@pytest.mark.parametrize("sentence", ["张三已离职", "left the company", "Moved", "1st", "a" * 41])
def test_a_reason_code_is_a_code_and_no_sentence_because_it_stands_in_clear(sentence):
    with pytest.raises(ValidationError) as refused:
        authority(reason_code=sentence)

    assert sentence not in str(refused.value)


def test_the_words_of_a_reason_show_in_no_representation():
    assert "张三" not in repr(authority(reason="张三已离职"))


def test_an_instant_without_its_offset_is_no_instant():
    with pytest.raises(ValidationError):
        authority(at=datetime(2024, 3, 15, 10))  # noqa: DTZ001  that is the point


def test_an_authority_does_not_change():
    with pytest.raises(ValidationError):
        authority().actor = "somebody-else"
