"""Card tokens: nobody makes one up, nothing stands in them, and cards of earlier keys stay good."""

import base64
import json
import os
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey

from persistence.card_tokens import MOST_SIGNS, CardToken, CardTokens
from persistence.signing_keys import SigningKeysUnusable, kept_in, parsed, rotate

CARD = CardToken(UUID(int=7), 1)


def new_key() -> OKPKey:
    key = OKPKey.generate_key("Ed25519")
    return OKPKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()[:8]})


KEY = new_key()
TOKENS = CardTokens([KEY])


@given(st.uuids(), st.integers(0, 65535))
def test_what_was_written_is_read(card_id, plastic):
    token = CardToken(card_id, plastic)

    assert TOKENS.read(TOKENS.written(token)) == token


def test_a_token_is_short_enough_for_a_card_and_the_same_every_time():
    assert len(TOKENS.written(CARD)) <= 160
    assert TOKENS.written(CARD) == TOKENS.written(CARD)


@given(st.data())
def test_a_token_of_which_a_sign_was_changed_is_no_token_of_another_card(data):
    written = TOKENS.written(CARD)
    at = data.draw(st.integers(0, len(written) - 1))
    sign = data.draw(st.characters(min_codepoint=33, max_codepoint=126))

    assert TOKENS.read(written[:at] + sign + written[at + 1 :]) in (None, CARD)


@given(st.text(max_size=300))
def test_any_text_is_answered_and_none_is_a_token(text):
    assert TOKENS.read(text) is None


def test_a_token_of_another_key_or_without_one_is_no_token():
    stranger = new_key()
    same_id = OKPKey.import_key({**stranger.as_dict(private=True), "kid": KEY.kid})

    assert TOKENS.read(CardTokens([stranger]).written(CARD)) is None
    assert TOKENS.read(CardTokens([same_id]).written(CARD)) is None
    assert TOKENS.read("x" * (MOST_SIGNS + 1)) is None


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES256"])
def test_no_other_algorithm_is_believed(algorithm):
    _, said, signature = TOKENS.written(CARD).split(".")
    head = (
        base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": KEY.kid}).encode())
        .rstrip(b"=")
        .decode()
    )

    assert TOKENS.read(f"{head}.{said}.{signature}") is None
    assert TOKENS.read(f"{head}.{said}.") is None


def test_a_token_says_the_card_and_its_plastic_and_nothing_else():
    _, said, _ = TOKENS.written(CARD).split(".")

    assert base64.urlsafe_b64decode(said + "==") == CARD.card_id.bytes + b"\x00\x01"


def test_the_code_leads_to_where_it_is_verified_or_is_the_token_alone():
    there = CardTokens([KEY], address="https://example.org/v1/card-verifications")

    assert there.code(CARD) == "https://example.org/v1/card-verifications/" + TOKENS.written(CARD)
    assert TOKENS.code(CARD) == TOKENS.written(CARD)


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_file_is_created_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "card-keys.json"
    first = CardTokens(kept_in(path)).written(CARD)

    assert CardTokens(kept_in(path)).read(first) == CARD
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_after_a_rotation_a_new_key_signs_and_the_old_tokens_stay_good(tmp_path):
    path = tmp_path / "card-keys.json"
    old = CardTokens(kept_in(path)).written(CARD)

    new_id = rotate(path)

    rotated = CardTokens(kept_in(path))
    assert rotated.read(old) == CARD
    assert rotated.read(rotated.written(CARD)) == CARD
    assert rotated.written(CARD) != old
    assert kept_in(path)[0].kid == new_id
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_keys_that_root_rotates_stay_those_of_the_service(tmp_path):
    path = tmp_path / "card-keys.json"
    kept_in(path)
    os.chown(path, 12345, 12345)

    with pytest.raises(SigningKeysUnusable, match="belongs to another user"):
        rotate(path)  # as somebody who has no business with it
    os.chown(path, 0, 12345)
    rotate(path)

    assert (path.stat().st_uid, path.stat().st_gid) == (0, 12345)


def test_a_key_that_is_taken_out_is_believed_no_more(tmp_path):
    path = tmp_path / "card-keys.json"
    old = CardTokens(kept_in(path)).written(CARD)
    rotate(path)

    [newest, _] = kept_in(path)

    assert CardTokens([newest]).read(old) is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_file_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "card-keys.json"
    kept_in(path)
    path.chmod(mode)

    with pytest.raises(SigningKeysUnusable, match="run chmod 600"):
        kept_in(path)


def without(key: OKPKey, *names: str) -> dict[str, object]:
    return {name: value for name, value in key.as_dict(private=True).items() if name not in names}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        "[]",
        '{"keys": []}',
        json.dumps({"keys": [without(KEY, "d")]}),
        json.dumps({"keys": [without(KEY, "kid")]}),
        json.dumps({"keys": [ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True)]}),
        json.dumps({"keys": [OKPKey.generate_key("X25519", auto_kid=True).as_dict(private=True)]}),
        json.dumps({"keys": [1]}),
    ],
)
def test_what_is_no_set_of_private_ed25519_keys_is_refused_and_not_repeated(text):
    with pytest.raises(SigningKeysUnusable) as refused:
        parsed(text)

    assert not text or text not in str(refused.value)
    assert KEY.as_dict(private=True)["d"] not in str(refused.value)
