"""Notes, checkpoints and proof files are those of C2SP: others' examples are read, and what is wrong is not believed."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency.test_tree import ENTRIES, LEAVES, TREE
from transparency.checkpoint import Checkpoint, read_checkpoint
from transparency.note import (
    ED25519,
    UNASSIGNED,
    Ed25519Signer,
    Note,
    NoteMalformed,
    NoteNotBelieved,
    Signature,
    VerifierKey,
    key_id,
)
from transparency.proof_file import ProofFile
from transparency.tree import inclusion_path, root

# The example of golang.org/x/mod/sumdb/note, whose format C2SP has taken up.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
ORIGIN = "example.com/city-of-zibo/1"
OLD = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
NEW = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\2" * 32))


class NationalSigner:
    """A signer of a kind that has no byte of its own yet."""

    name = ORIGIN
    key_id = key_id(ORIGIN, UNASSIGNED + b"sm2-sm3" + b"public key")
    verifier_key = ""

    def sign(self, text: bytes) -> bytes:
        return b"whatever such a signature looks like"


def checkpoint(size: int = 300) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root(size, TREE.node))


def proof_file(index: int = 41, size: int = 300, **more) -> ProofFile:
    path = tuple(inclusion_path(index, size, TREE.node))
    return ProofFile(index, path, checkpoint(size).note.signed_by(OLD), **more)


def test_the_published_note_is_believed_by_its_published_key():
    note = Note.parse(GO_NOTE)

    assert note.believed_by([VerifierKey.parse(GO_KEY)]) == [VerifierKey.parse(GO_KEY)]
    assert str(note) == GO_NOTE
    assert str(VerifierKey.parse(GO_KEY)) == GO_KEY


def test_a_text_with_empty_lines_is_divided_at_the_last():
    note = Note("Ognuno sta solo\n\ned è subito sera.\n").signed_by(OLD)

    assert Note.parse(str(note)) == note


@pytest.mark.parametrize(
    "written",
    [
        "",
        "no signature\n",
        "no signature\n\n",
        GO_NOTE.removesuffix("\n"),
        GO_NOTE.replace("\n", "\r\n"),
        GO_NOTE.replace("— ", "- "),
        GO_NOTE.replace("— P", "—  P"),
        GO_NOTE.replace("PeterNeumann", "Peter\u00a0Neumann"),
        GO_NOTE.replace("PeterNeumann", "Peter+Neumann"),
        GO_NOTE.replace("nAM=", "nAN="),
        GO_NOTE.replace("nAM=", "nAM"),
        "text\n\n— name AAAAAA==\n",
        GO_NOTE + "— PeterNeumann x08g\n" * 101,
    ],
)
def test_what_is_no_note_is_not_read(written):
    with pytest.raises(NoteMalformed):
        Note.parse(written)


@pytest.mark.parametrize(
    "written",
    ["", "name", "name+00000000", GO_KEY.replace("c74f", "c74e"), GO_KEY[:-4], "name+c74f20a3+AQ=="],
)
def test_what_is_no_verifier_key_is_not_read(written):
    with pytest.raises(NoteMalformed):
        VerifierKey.parse(written)


def test_a_key_of_another_kind_is_no_verifier_key_of_ours():
    public = OLD.verifier.public
    other = f"{ORIGIN}+{key_id(ORIGIN, UNASSIGNED + public).hex()}+{b64encode(UNASSIGNED + public).decode()}"

    with pytest.raises(NoteMalformed):
        VerifierKey.parse(other)
    assert VerifierKey.parse(OLD.verifier_key).key_id == key_id(ORIGIN, ED25519 + public)


def test_while_keys_change_old_and_new_both_sign_and_each_is_enough():
    note = Note.parse(str(checkpoint().note.signed_by(OLD, NEW)))

    assert note.believed_by([OLD.verifier]) == [OLD.verifier]
    assert note.believed_by([NEW.verifier]) == [NEW.verifier]
    assert note.believed_by([NEW.verifier, OLD.verifier]) == [OLD.verifier, NEW.verifier]


def test_a_signature_of_a_kind_that_is_not_known_is_passed_over():
    note = Note.parse(str(checkpoint().note.signed_by(NationalSigner(), OLD)))

    assert note.believed_by([OLD.verifier]) == [OLD.verifier]


def test_a_note_that_nobody_trusted_has_signed_is_not_believed():
    for note in (checkpoint().note.signed_by(NEW), checkpoint().note.signed_by(NationalSigner())):
        with pytest.raises(NoteNotBelieved, match="nobody"):
            note.believed_by([OLD.verifier])


def test_one_signature_that_does_not_hold_spoils_the_note():
    good = checkpoint().note.signed_by(NEW)
    forged = Note(good.text, (*good.signatures, Signature(ORIGIN, OLD.key_id, bytes(64))))

    assert forged.believed_by([NEW.verifier])
    with pytest.raises(NoteNotBelieved, match="does not hold"):
        forged.believed_by([OLD.verifier, NEW.verifier])


@given(st.integers(0, len(checkpoint().note.text) - 1), st.characters(codec="utf-8"))
def test_a_checkpoint_with_another_character_is_not_believed(at, character):
    written = str(checkpoint().note.signed_by(OLD))
    changed = written[:at] + character + written[at + 1 :]

    if changed == written:
        assert read_checkpoint(changed, ORIGIN, [OLD.verifier]) == checkpoint()
    else:
        with pytest.raises((NoteMalformed, NoteNotBelieved)):
            read_checkpoint(changed, ORIGIN, [OLD.verifier])


def test_a_checkpoint_of_another_log_is_not_believed():
    written = str(checkpoint().note.signed_by(OLD))

    with pytest.raises(NoteNotBelieved, match="not of"):
        read_checkpoint(written, "example.com/other", [OLD.verifier])


def test_a_checkpoint_can_have_extension_lines():
    extended = Checkpoint(ORIGIN, 0, bytes(32), ("extension", "another"))

    assert Checkpoint.parse(str(extended)) == extended


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n1\n",
        f"origin\n01\n{'A' * 43}=\n",
        f"origin\n+1\n{'A' * 43}=\n",
        f"origin\n１\n{'A' * 43}=\n",
        f"origin\n1\n{'A' * 43}=",
        "origin\n1\nAAAA\n",
        f"\n1\n{'A' * 43}=\n",
        f"origin\n1\n{'A' * 43}=\n\n",
    ],
)
def test_what_is_no_checkpoint_is_not_read(text):
    with pytest.raises(NoteMalformed):
        Checkpoint.parse(text)


@given(st.integers(0, 299), st.integers(1, 300), st.none() | st.binary(max_size=40))
def test_a_proof_file_is_read_as_it_was_written_and_verifies(index, size, extra):
    index = index % size
    written = str(proof_file(index, size, extra=extra))

    assert ProofFile.parse(written) == proof_file(index, size, extra=extra)
    assert ProofFile.parse(written).verified(ENTRIES[index], ORIGIN, [OLD.verifier]) == checkpoint(size)


def test_a_proof_file_says_nothing_of_another_entry_index_or_key():
    proof = proof_file()

    with pytest.raises(NoteNotBelieved, match="path"):
        proof.verified(ENTRIES[40], ORIGIN, [OLD.verifier])
    with pytest.raises(NoteNotBelieved, match="path"):
        ProofFile(40, proof.path, proof.checkpoint).verified(ENTRIES[41], ORIGIN, [OLD.verifier])
    with pytest.raises(NoteNotBelieved, match="nobody"):
        proof.verified(ENTRIES[41], ORIGIN, [NEW.verifier])


def test_a_proof_file_begins_as_it_is_published():
    lines = str(proof_file(extra=b"position 42")).split("\n")

    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra cG9zaXRpb24gNDI=", "index 41"]
    assert lines[3] == b64encode(LEAVES[40]).decode()
    assert lines[lines.index("") + 1 : lines.index("") + 3] == [ORIGIN, "300"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 41", "index 041"),
        ("index 41", "index"),
        ("index 41\n", ""),
        ("index 41\n", "index 41\nAAAA\n"),
        ("index 41\n", "index 41\n" + f"{'A' * 43}=\n" * 64),
        ("\n\n", "\n"),
        ("\n300\n", "\n0300\n"),
    ],
)
def test_what_is_no_proof_file_is_not_read(before, after):
    written = str(proof_file())

    assert before in written
    with pytest.raises(NoteMalformed):
        ProofFile.parse(written.replace(before, after))
