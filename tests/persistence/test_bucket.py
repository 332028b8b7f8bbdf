"""Attachments in a bucket of a local S3-compatible server, which checks no signatures: sealed, read back, and missed."""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from minio import Minio

from persistence.attachments import AttachmentFiles, FileMissing
from persistence.bucket import Bucket
from persistence.datastore import Datastore
from persistence.master_key import MasterKey
from persistence.vault import Vault
from tests.projections.waiting import until

SCAN = b"%PDF-1.7 a scan %%EOF" * 1000
DIGEST = hashlib.sha256(SCAN).hexdigest()
LI = uuid4()


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """A server with an empty bucket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "locals3server", "--hostname", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--root-dir", str(tmp_path / "store")],
        env=os.environ | {"HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: listens(port))
    Minio(f"127.0.0.1:{port}", "a", "b" * 8, secure=False, region="us-east-1").make_bucket("huicai")
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


def listens(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def files(endpoint: str, datastore: Datastore) -> AttachmentFiles:
    bucket = Bucket(endpoint, "huicai", "a", "b" * 8)
    return AttachmentFiles(Vault(datastore, MasterKey(bytes(32))), bucket)


def test_what_is_kept_is_read_back_and_lies_there_sealed(files: AttachmentFiles, tmp_path: Path) -> None:
    files.keep(LI, DIGEST, SCAN)

    assert files.content(LI, DIGEST) == SCAN
    kept = [path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"a scan" in blob for blob in kept)


def test_a_file_that_is_not_there_is_missed(files: AttachmentFiles) -> None:
    files.keep(LI, DIGEST, SCAN)

    with pytest.raises(FileMissing):
        files.content(LI, "0" * 64)
