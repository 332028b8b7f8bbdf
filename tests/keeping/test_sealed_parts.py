"""A sealed part opens whole, in its own place and under its own key, or not at all."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest

from persistence.backup import sealing
from persistence.backup.sealing import (
    CHUNK,
    CHUNK_SEALED,
    HEAD_BYTES,
    BackupDamaged,
    BackupKey,
    BackupKeyUnusable,
    Sealing,
    found_in,
    whole,
)

KEY = BackupKey(bytes([5]) * 32)
PAGE = Path(__file__).parents[2] / "docs/format/backup-1.md"


def sealed(content, *pieces, name="database"):
    file = BytesIO()
    with Sealing(file, KEY, name) as part:
        for piece in pieces or (content,):
            part.write(piece)
    return file.getvalue()


def opened(part, key=KEY, name="database"):
    return whole(BytesIO(part), key, name)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_given_any_length_when_sealed_in_pieces_then_it_opens_to_the_same(size):
    content = os.urandom(size)
    pieces = [content[start : start + 700_001] for start in range(0, size, 700_001)]

    assert opened(sealed(content, *pieces)) == content


def test_given_the_vector_of_the_page_when_sealed_then_the_bytes_are_those(monkeypatch):
    monkeypatch.setattr(sealing.os, "urandom", lambda size: bytes([6]) * size)
    [written] = re.findall(r"^part = ([0-9a-f]+)$", PAGE.read_text(), re.MULTILINE)

    assert sealed(b"made up").hex() == written


@pytest.mark.parametrize("place", [0, 21, 30, HEAD_BYTES, HEAD_BYTES + 5, CHUNK_SEALED, -1])
def test_given_one_byte_changed_when_opened_then_it_is_damaged(place):
    part = bytearray(sealed(bytes(CHUNK + 5)))
    part[place] ^= 1

    with pytest.raises(BackupDamaged):
        opened(bytes(part))


def test_given_chunks_left_out_exchanged_or_repeated_when_opened_then_it_is_damaged():
    part = sealed(os.urandom(2 * CHUNK + 5))
    head, body = part[:HEAD_BYTES], part[HEAD_BYTES:]
    first, second, third = (
        body[:CHUNK_SEALED],
        body[CHUNK_SEALED : 2 * CHUNK_SEALED],
        body[2 * CHUNK_SEALED :],
    )

    for chunks in (
        (),
        (first,),
        (first, second),
        (second, first, third),
        (first, third),
        (first, second, third, third),
    ):
        with pytest.raises(BackupDamaged):
            opened(head + b"".join(chunks))


def test_given_another_name_or_key_when_opened_then_it_is_damaged():
    with pytest.raises(BackupDamaged, match="was altered"):
        opened(sealed(b"made up"), name="keys")
    with pytest.raises(BackupDamaged, match="was sealed under backup key"):
        opened(sealed(b"made up"), key=BackupKey(bytes(32)))


def test_given_a_key_file_that_others_can_read_when_used_then_it_is_refused(tmp_path):
    path = tmp_path / "backup-key"
    with pytest.raises(BackupKeyUnusable, match="openssl rand"):
        found_in(path)
    path.write_text("BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n")
    path.chmod(0o640)
    with pytest.raises(BackupKeyUnusable, match="chmod 600"):
        found_in(path)
    path.chmod(0o600)
    assert found_in(path).id == KEY.id
