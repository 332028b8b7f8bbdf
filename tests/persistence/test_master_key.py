"""The master key: one for all who ask, nobody else's to read, and never mistaken for another."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persistence.master_key import (
    MasterKey,
    MasterKeyUnusable,
    WrappedKeyAltered,
    WrongMasterKey,
    kept_in,
    parsed,
)

SECRET = bytes(range(32))
DATA_KEY = b"\x77" * 32


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "master-key"


def test_a_key_file_is_created_once_for_its_owner_alone(key_file):
    first = kept_in(key_file)

    assert kept_in(key_file).id == first.id
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]


def test_eight_processes_that_start_at_once_agree_on_one_key(key_file):
    program = (
        "import sys; from pathlib import Path; from persistence.master_key import kept_in\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(kept_in(Path(sys.argv[1])).id.hex())"
    )
    command = [sys.executable, "-c", program, str(key_file)]
    racers = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True) for _ in range(8)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"

    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    ids = {racer.communicate()[0].strip() for racer in racers}

    assert ids == {kept_in(key_file).id.hex()}
    assert list(key_file.parent.iterdir()) == [key_file]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_key_file_that_others_may_touch_is_refused(key_file, mode):
    kept_in(key_file)
    key_file.chmod(mode)

    with pytest.raises(MasterKeyUnusable, match="run chmod 600"):
        kept_in(key_file)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_that_belongs_to_another_user_is_refused(key_file):
    kept_in(key_file)
    os.chown(key_file, 12345, 12345)

    with pytest.raises(MasterKeyUnusable, match="belongs to another user"):
        kept_in(key_file)


def test_a_folder_in_the_place_of_the_key_file_is_refused(key_file):
    key_file.mkdir()

    with pytest.raises(IsADirectoryError):
        kept_in(key_file)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        SECRET.hex(),
        base64.b64encode(SECRET[1:]).decode(),
        "密钥",
        base64.b64encode(SECRET).decode()[:-1],
    ],
)
def test_what_is_not_32_bytes_in_base64_is_no_master_key_and_is_not_repeated(text):
    with pytest.raises(MasterKeyUnusable) as refusal:
        parsed(text)

    assert not text or text not in str(refusal.value)


def test_a_file_with_raw_bytes_in_it_is_no_master_key(key_file):
    key_file.write_bytes(os.urandom(32))
    key_file.chmod(0o600)

    with pytest.raises(MasterKeyUnusable, match="32 random bytes in base64"):
        kept_in(key_file)


def test_a_master_key_may_end_with_a_line_end_and_shows_its_id_alone():
    key = parsed(base64.b64encode(SECRET) + b"\r\n")

    assert repr(key) == f"MasterKey({MasterKey(SECRET).id.hex()})"
    assert SECRET.hex()[:8] not in repr(key)


def test_a_key_is_unwrapped_for_its_owner_and_for_nobody_else():
    key = MasterKey(SECRET)
    wrapped = key.wrap(DATA_KEY, b"li")

    assert key.unwrap(wrapped, b"li") == DATA_KEY
    with pytest.raises(WrappedKeyAltered):
        key.unwrap(wrapped, b"zhao")


def test_another_master_key_is_told_apart_and_both_are_named():
    wrapped = MasterKey(SECRET).wrap(DATA_KEY, b"li")
    other = MasterKey(SECRET[::-1])

    with pytest.raises(
        WrongMasterKey, match=f"{MasterKey(SECRET).id.hex()}.*{other.id.hex()}.*HUICAI_MASTER_KEY"
    ):
        other.unwrap(wrapped, b"li")


@given(st.integers(0, 8 * 69 - 1))
def test_a_wrapped_key_with_any_bit_turned_is_never_unwrapped(bit):
    wrapped = bytearray(MasterKey(SECRET).wrap(DATA_KEY, b"li"))
    wrapped[bit // 8] ^= 1 << bit % 8

    with pytest.raises((WrappedKeyAltered, WrongMasterKey)):
        MasterKey(SECRET).unwrap(bytes(wrapped), b"li")
