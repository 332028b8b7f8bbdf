"""Signatures under reports and receipts: only whom the file names is believed, and nothing is taken for something else."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from persistence.report_signatures import Kind, Signer, Trust, TrustUnusable, attached, detached, read_signed
from tests.domain.reports_between_units import OF_NOBODY, OF_PROVINCE, OF_ZIBO, ZIBO_CITY, trusted

STATEMENT = b'{"made":"up"}'
WRITTEN = Signer([OF_ZIBO]).signed(STATEMENT, Kind.MANIFEST)
SIGNED = read_signed(WRITTEN, Kind.MANIFEST)
TODAY = date(2024, 4, 10)


def trust(tmp_path, *lines) -> Trust:
    path = tmp_path / "trusted-units.json"
    path.write_text(json.dumps({"keys": lines}))
    return Trust(path)


def test_a_statement_that_a_trusted_unit_has_signed_is_read(tmp_path):
    assert SIGNED.statement == STATEMENT
    assert trust(tmp_path, trusted(OF_ZIBO, ZIBO_CITY)).has_signed(SIGNED, ZIBO_CITY, TODAY) is True


def test_the_same_statement_is_signed_the_same_every_time():
    assert Signer([OF_ZIBO]).signed(STATEMENT, Kind.MANIFEST) == WRITTEN


def test_another_key_of_the_same_name_has_not_signed_it(tmp_path):
    assert trust(tmp_path, trusted(OF_NOBODY, ZIBO_CITY)).has_signed(SIGNED, ZIBO_CITY, TODAY) is False


def test_a_unit_that_is_not_named_or_not_with_this_key_is_unknown(tmp_path):
    others = trust(tmp_path, trusted(OF_PROVINCE, ZIBO_CITY), trusted(OF_ZIBO, "370100"))

    assert others.has_signed(SIGNED, ZIBO_CITY, TODAY) is None
    assert Trust(None).has_signed(SIGNED, ZIBO_CITY, TODAY) is None


@pytest.mark.parametrize(
    ("since", "until", "believed"),
    [("2024-04-10", "2024-04-10", True), ("2024-04-11", None, None), ("2024-01-01", "2024-04-09", None)],
)
def test_a_key_is_believed_from_its_first_day_until_its_last(tmp_path, since, until, believed):
    its = trust(tmp_path, trusted(OF_ZIBO, ZIBO_CITY, since, until))

    assert its.has_signed(SIGNED, ZIBO_CITY, TODAY) is believed


def test_while_keys_change_both_are_believed_and_a_line_taken_out_counts_at_once(tmp_path):
    both = trust(tmp_path, trusted(OF_NOBODY, ZIBO_CITY), trusted(OF_ZIBO, ZIBO_CITY))
    assert both.has_signed(SIGNED, ZIBO_CITY, TODAY) is True

    trust(tmp_path, trusted(OF_NOBODY, ZIBO_CITY))

    assert both.has_signed(SIGNED, ZIBO_CITY, TODAY) is False


@pytest.mark.parametrize("text", ["", "[]", '{"keys": [{}]}', '{"keys": [{"kid": "zibo-1"}]}'])
def test_with_a_file_that_is_none_nobody_is_believed_and_the_operator_is_told(tmp_path, text):
    path = tmp_path / "trusted-units.json"
    path.write_text(text)

    with pytest.raises(TrustUnusable, match="trusted-units"):
        Trust(path).has_signed(SIGNED, ZIBO_CITY, TODAY)
    with pytest.raises(TrustUnusable):
        Trust(tmp_path / "there is none").has_signed(SIGNED, ZIBO_CITY, TODAY)


def test_a_receipt_is_never_taken_for_a_manifest():
    assert read_signed(WRITTEN, Kind.RECEIPT) is None


@given(st.data())
def test_a_statement_of_which_a_sign_was_changed_is_not_signed(tmp_path_factory, data):
    at = data.draw(st.integers(0, len(WRITTEN) - 1))
    sign = data.draw(
        st.characters(min_codepoint=33, max_codepoint=126).filter(lambda one: one != WRITTEN[at])
    )
    its = trust(tmp_path_factory.getbasetemp(), trusted(OF_ZIBO, ZIBO_CITY))

    read = read_signed(WRITTEN[:at] + sign + WRITTEN[at + 1 :], Kind.MANIFEST)

    assert read is None or its.has_signed(read, ZIBO_CITY, TODAY) is not True


def test_the_signs_of_base64_that_nobody_reads_cannot_be_others():
    """The last sign of a signature holds two bits of it and four of nothing."""
    last = WRITTEN[-1]
    others = [
        sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" if sign != last
    ]

    assert sum(read_signed(WRITTEN[:-1] + sign, Kind.MANIFEST) is not None for sign in others) == 3


@given(st.text(max_size=300))
def test_any_text_is_answered_and_none_is_signed(text):
    assert read_signed(text, Kind.MANIFEST) is None


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "zibo-1", "typ": Kind.MANIFEST.value},
        {"alg": "HS256", "kid": "zibo-1", "typ": Kind.MANIFEST.value},
        {"alg": "Ed25519", "kid": 1, "typ": Kind.MANIFEST.value},
        {"alg": "Ed25519", "kid": "zibo-1"},
        {"alg": "Ed25519", "typ": Kind.MANIFEST.value},
        {"alg": "Ed25519", "kid": "zibo-1", "typ": Kind.MANIFEST.value, "jwk": {}},
        {"alg": "Ed25519", "kid": "zibo-1", "typ": Kind.MANIFEST.value, "crit": ["b64"], "b64": False},
        ["alg"],
        1,
        None,
    ],
    ids=str,
)
def test_a_header_that_says_anything_else_is_not_read(header):
    _, statement, signature = WRITTEN.split(".")
    other = attached(json.dumps(header).encode(), "..").strip(".")

    assert read_signed(f"{other}.{statement}.{signature}", Kind.MANIFEST) is None


def test_another_algorithm_is_not_believed(tmp_path):
    key = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "kid": "zibo-1", "typ": Kind.MANIFEST.value}

    assert (
        read_signed(jws.serialize_compact(header, STATEMENT, key, algorithms=["ES256"]), Kind.MANIFEST)
        is None
    )


def test_a_detached_signature_fits_its_statement_and_no_other(tmp_path):
    signature, its = detached(WRITTEN), trust(tmp_path, trusted(OF_ZIBO, ZIBO_CITY))

    assert attached(STATEMENT, signature) == WRITTEN
    other = read_signed(attached(b'{"made":"otherwise"}', signature), Kind.MANIFEST)
    assert its.has_signed(other, ZIBO_CITY, TODAY) is False


def test_what_is_handed_to_others_has_nothing_of_the_private_key():
    public = Signer([OF_ZIBO]).public(ZIBO_CITY, TODAY)

    assert set(public) == {"kty", "crv", "x", "kid", "unit", "valid_from", "valid_to"}
    assert public == trusted(OF_ZIBO, ZIBO_CITY, "2024-04-10")
