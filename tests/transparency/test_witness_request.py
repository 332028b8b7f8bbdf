"""Cosignatures, requests to a witness and policy files are those of C2SP, and what is wrong is not believed."""

from base64 import b64decode, b64encode
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency.test_note import NEW, OLD, checkpoint
from transparency.cosignature import Cosigner, CosignerKey, time_of
from transparency.note import Note, NoteMalformed, NoteNotBelieved, VerifierKey
from transparency.policy import Policy, PolicyMalformed
from transparency.witness_request import LONGEST_PROOF, WitnessRequest

NOON = 1_795_000_000
PROVINCE = Cosigner("witness.example.com/370000", Ed25519PrivateKey.from_private_bytes(b"\3" * 32))
OTHER = Cosigner(PROVINCE.name, Ed25519PrivateKey.from_private_bytes(b"\4" * 32))
# A checkpoint that another implementation has cosigned: github.com/transparency-dev/formats v0.1.1, in Go.
GO_LOG = "example.com/vector-log+4516a1da+ARGkVJ4QEa2MOOLGBO6i7NVSJ1FQ97tIX+w+Ku0RZ6Em"
GO_WITNESS = "witness.example.com/vector+416f103d+BK/QmJFVP3SKJOqAMhFxBQPtylo3sjwWibyFDAlZKK8B"
GO_PRIVATE = b64decode("BJEX3xv88eoQIKT4E+GkxZcXaJCYlQfi/GJ3NDFmZIW8")[1:]
GO_TIME = 1791014171
GO_NOTE = """\
example.com/vector-log
1234
SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=

— example.com/vector-log RRah2qlLrSlk6J8DA1HmNewppUM15Quhs5cAIb1KjBsV3otVirJTW8AFVsQtJkTW1Zny7GuoAxZpI6bUPcpM68QOIgE=
— witness.example.com/vector QW8QPQAAAABqwLUbDdj7sDNRIVjmjYgqFI6y4UJhPg/UAA8J8wAdqSd3q4PedRhkgXA4xFN/Jg5uWn7ZkBA+H/UHQs5d9hITdXmQAA==
"""
HASH = b64encode(b"\5" * 32).decode()


def cosigned(size: int = 300) -> Note:
    note = checkpoint(size).note.signed_by(OLD)
    return Note(note.text, (*note.signatures, PROVINCE.cosigned(note.text, NOON)))


def request(first: str = "old 100", *proof: str) -> str:
    return "\n".join([first, *proof, "", str(checkpoint().note.signed_by(OLD))])


def test_what_another_implementation_has_cosigned_is_believed_and_written_alike():
    note, keys = Note.parse(GO_NOTE), [VerifierKey.parse(GO_LOG), CosignerKey.parse(GO_WITNESS)]
    ours = Cosigner(keys[1].name, Ed25519PrivateKey.from_private_bytes(GO_PRIVATE))

    assert note.believed_by(keys) == keys
    assert (time_of(note.signatures[1].signature), str(keys[1])) == (GO_TIME, GO_WITNESS)
    assert ours.cosigned(note.text, GO_TIME) == note.signatures[1]


def test_a_cosigned_checkpoint_is_read_back_and_believed_by_the_keys_of_log_and_witness():
    note = Note.parse(str(cosigned()))

    assert note.believed_by([OLD.verifier, PROVINCE.key]) == [OLD.verifier, PROVINCE.key]
    assert time_of(note.signatures[-1].signature) == NOON


def test_what_is_signed_is_the_header_the_time_and_the_text():
    text = cosigned().text
    signature = PROVINCE.cosigned(text, NOON).signature

    PROVINCE.private.public_key().verify(signature[8:], f"cosignature/v1\ntime {NOON}\n{text}".encode())


def test_a_cosignature_of_another_time_or_text_is_none():
    signature = cosigned().signatures[-1].signature
    later = (NOON + 1).to_bytes(8, "big") + signature[8:]

    assert not PROVINCE.key.has_signed(cosigned().text.encode(), later)
    assert not PROVINCE.key.has_signed(cosigned(299).text.encode(), signature)
    assert not PROVINCE.key.has_signed(cosigned().text.encode(), signature[:8])


def test_another_key_under_the_name_of_the_witness_is_passed_over():
    note = checkpoint().note
    forged = Note(note.text, (OTHER.cosigned(note.text, NOON),))

    with pytest.raises(NoteNotBelieved):
        forged.believed_by([PROVINCE.key])


def test_the_same_key_has_another_id_as_a_log_and_as_a_witness():
    with pytest.raises(NoteMalformed):
        CosignerKey.parse(str(OLD.verifier))
    assert CosignerKey.parse(str(PROVINCE.key)) == PROVINCE.key


def test_a_request_is_read_as_it_is_written():
    read = WitnessRequest.parse(request("old 100", HASH, HASH))

    assert (read.old_size, read.proof) == (100, (b"\5" * 32,) * 2)
    assert str(read) == request("old 100", HASH, HASH)
    assert read.checkpoint == checkpoint().note.signed_by(OLD)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "old 100",
        request("old 0100"),
        request("old -1"),
        request("old  100"),
        request("new 100"),
        request("old 100", "AAAA"),
        request("old 100", HASH[:-1]),
        request("old 100", *[HASH] * (LONGEST_PROOF + 1)),
        request().replace("\n", "\r\n"),
        request().removesuffix("\n"),
    ],
)
def test_what_is_no_request_is_told_to_be_none(written):
    with pytest.raises(NoteMalformed):
        WitnessRequest.parse(written)


def test_the_longest_proof_that_is_allowed_is_read():
    assert len(WitnessRequest.parse(request("old 100", *[HASH] * LONGEST_PROOF)).proof) == LONGEST_PROOF


def test_a_policy_names_logs_with_all_their_keys_and_witnesses_with_where_they_are():
    policy = Policy.parse(
        f"""# 淄博
        log {OLD.verifier} https://example.com/
        log {NEW.verifier}
        witness province {PROVINCE.key} https://above.example/v1/witness
        witness bureau {OTHER.key}
        group both all province bureau
        quorum both
        """
    )

    assert policy.keys_of(OLD.name) == [OLD.verifier, NEW.verifier]
    assert policy.keys_of("example.com/another") == []
    assert [(one.name, one.key, one.url) for one in policy.witnesses] == [
        ("province", PROVINCE.key, "https://above.example/v1/witness"),
        ("bureau", OTHER.key, None),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("logs x", "line 2"),
        ("log", "line 2"),
        (f"log {PROVINCE.key}", "line 2"),
        (f"witness province {OLD.verifier}", "line 2"),
        (f"witness {PROVINCE.key}", "line 2"),
    ],
)
def test_a_policy_that_cannot_be_read_says_in_which_line(line, said):
    with pytest.raises(PolicyMalformed, match=said):
        Policy.parse(f"# whom we believe\n{line}\n")


PIECES = st.sampled_from(
    [
        "old 100",
        "old ",
        "\n",
        "\n\n",
        "— ",
        "=",
        "+",
        " ",
        HASH,
        "AAAA",
        "\r",
        "\0",
        "\ud7ff",
        "0",
        "9" * 20,
        OLD.name,
        "witness w ",
        "log ",
    ]
)


@given(
    st.integers(0, 600), st.integers(0, 600), st.lists(PIECES | st.text(max_size=5), max_size=4).map("".join)
)
def test_whatever_is_put_in_the_place_of_a_part_is_read_or_told_to_be_malformed(start, length, put):
    whole = request("old 100", HASH)
    written = whole[:start] + put + whole[start + length :]
    line = f"log {OLD.verifier}\nwitness w {PROVINCE.key} https://example.com\n"

    with suppress(NoteMalformed):
        assert str(WitnessRequest.parse(written)) == written
    with suppress(PolicyMalformed):
        Policy.parse(line[:start] + put + line[start + length :])
    with suppress(NoteMalformed):
        CosignerKey.parse(str(PROVINCE.key)[: start % 80] + put)
