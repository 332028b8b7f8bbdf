"""A time stamp is kept if the authority that is believed has made it of these bytes, now, and not otherwise (RFC 3161)."""

import random
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from persistence.time_stamps import Authority, RootsUnusable, StampRefused
from tests.anchors.authority import certified, reply

MESSAGE = b"example.com/zibo/1\n300\n" + b"A" * 43 + b"=\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("tsa")
    certified(made)
    return made


@pytest.fixture
def authority(folder):
    return Authority(folder / "root.pem")


def now() -> datetime:
    return datetime.now(UTC)


def test_what_the_authority_has_stamped_is_believed_and_stays_so(authority, folder):
    question = authority.ask(MESSAGE)

    stamp = question.answered(reply(question.request, folder), now())

    assert abs(stamp.stamped_at - now()) < timedelta(minutes=1)
    assert authority.judged(stamp.response, MESSAGE) == stamp, "later, when nobody knows the nonce any more"


def test_openssl_itself_reads_what_is_kept(authority, folder, tmp_path):
    question = authority.ask(MESSAGE)
    stamp = question.answered(reply(question.request, folder), now())
    (tmp_path / "checkpoint").write_bytes(MESSAGE)
    (tmp_path / "checkpoint.tsr").write_bytes(stamp.response)

    said = subprocess.run(
        [
            "openssl",
            "ts",
            "-verify",
            "-data",
            "checkpoint",
            "-in",
            "checkpoint.tsr",
            "-CAfile",
            folder / "root.pem",
        ],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )

    assert said.returncode == 0, said.stderr


def test_the_authority_sees_a_hash_and_nothing_of_the_log(authority):
    assert MESSAGE[:20] not in authority.ask(MESSAGE).request


def test_another_message_is_not_stamped_by_it(authority, folder):
    response = reply(authority.ask(MESSAGE).request, folder)

    with pytest.raises(StampRefused, match="not_verified"):
        authority.judged(response, MESSAGE.replace(b"300", b"301"))


def test_a_response_to_an_earlier_question_is_no_answer(authority, folder):
    earlier = reply(authority.ask(MESSAGE).request, folder)

    with pytest.raises(StampRefused, match="not_verified"):
        authority.ask(MESSAGE).answered(earlier, now())


def test_a_stamp_of_a_clock_that_is_far_from_ours_is_not_kept(authority, folder):
    question = authority.ask(MESSAGE)
    response = reply(question.request, folder)

    with pytest.raises(StampRefused, match="clocks_apart"):
        question.answered(response, now() + timedelta(hours=3))


def test_an_authority_under_another_root_is_not_believed_whatever_it_sends_along(folder, tmp_path):
    strange = tmp_path / "strange"
    certified(strange)
    question = Authority(folder / "root.pem").ask(MESSAGE)

    with pytest.raises(StampRefused, match="not_verified"):
        question.answered(reply(question.request, strange), now())


def test_a_response_that_is_no_strict_der_is_told_apart(authority, folder):
    """What many servers do that send their chain along: the operator has to know before choosing one."""
    question = authority.ask(MESSAGE)

    with pytest.raises(StampRefused, match="not_strict_der"):
        question.answered(reply(question.request, folder, with_chain=True), now())


@pytest.mark.parametrize("response", [b"", b"<html>", b"\x30\x03\x02\x01\x02"], ids=repr)
def test_what_is_no_response_is_refused(authority, response):
    with pytest.raises(StampRefused):
        authority.ask(MESSAGE).answered(response, now())


def test_a_changed_byte_is_noticed_or_changes_nothing_that_is_said(authority, folder):
    """Some bytes are not signed, such as how an algorithm's absent parameters are written."""
    response = reply(authority.ask(MESSAGE).request, folder)
    stamp, chance = authority.judged(response, MESSAGE), random.Random(3161)
    believed = 0
    for at in chance.sample(range(len(response)), 300):
        changed = bytearray(response)
        changed[at] ^= 1 << chance.randrange(8)
        try:
            again = authority.judged(bytes(changed), MESSAGE)
        except StampRefused:
            continue
        believed += 1
        assert (again.stamped_at, again.serial) == (stamp.stamped_at, stamp.serial)
    assert believed < 30


def test_without_certificates_nothing_is_believed(folder, tmp_path):
    (tmp_path / "empty.pem").write_text("nothing\n")
    response = reply(Authority(folder / "root.pem").ask(MESSAGE).request, folder)

    for path in (tmp_path / "empty.pem", tmp_path / "absent.pem"):
        with pytest.raises(RootsUnusable):
            Authority(path).judged(response, MESSAGE)
