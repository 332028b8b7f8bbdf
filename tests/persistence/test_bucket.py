"""Attachments in a bucket of a server that checks every signature: sealed, read back, missed, and what goes wrong with it."""

import hashlib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from persistence.attachments import AttachmentFiles, FileMissing, PlaceUnavailable
from persistence.bucket import Bucket
from persistence.datastore import Datastore
from persistence.master_key import MasterKey
from persistence.vault import Vault
from tests.persistence.bucket_server import NAME, OWNER, REGION, SECRET, Store, bucket_server

SCAN = b"%PDF-1.7 a scan %%EOF" * 1000
DIGEST = hashlib.sha256(SCAN).hexdigest()
LI = uuid4()
BY_HOST = "s3.huicai.test"


@pytest.fixture
def store() -> Iterator[Store]:
    with bucket_server() as store:
        yield store


@pytest.fixture
def vault(datastore: Datastore) -> Vault:
    return Vault(datastore, MasterKey(bytes(32)))


def bucket(store: Store, **otherwise: Any) -> Bucket:
    stated = {"region": REGION, "patience": 60.0} | otherwise
    endpoint = stated.pop("endpoint", f"http://127.0.0.1:{store.port}")
    keys = stated.pop("access_key", OWNER), stated.pop("secret_key", SECRET)
    return Bucket(endpoint, stated.pop("name", NAME), *keys, **stated)


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that knows the hosts of the buckets."""
    asked = socket.getaddrinfo

    def known(host: Any, *rest: Any, **more: Any) -> Any:
        return asked("127.0.0.1" if str(host).endswith(BY_HOST) else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", known)


def test_what_is_kept_is_read_back_and_lies_there_sealed(vault: Vault, store: Store) -> None:
    files = AttachmentFiles(vault, bucket(store))

    files.keep(LI, DIGEST, SCAN)

    assert files.content(LI, DIGEST) == SCAN
    [kept] = store.objects.values()
    assert b"a scan" not in kept


def test_a_file_that_is_not_there_is_missed(vault: Vault, store: Store) -> None:
    files = AttachmentFiles(vault, bucket(store))
    files.keep(LI, DIGEST, SCAN)

    with pytest.raises(FileMissing):
        files.content(LI, "0" * 64)


def test_the_bucket_stands_in_the_path_unless_the_setting_puts_it_before_the_host(
    store: Store, hosts: None
) -> None:
    at = f"{BY_HOST}:{store.port}"

    by_path, by_host = (bucket(store, endpoint=f"http://{at}", virtual_host=which) for which in (False, True))
    # By its path the bucket would be the first part of this host.
    with pytest.raises(PlaceUnavailable, match="NoSuchBucket"):
        by_path.write("name", SCAN)
    by_host.write("name", SCAN)
    bucket(store).write("other", SCAN)

    assert store.asked == [
        f"{at} /{NAME}/name",
        f"{NAME}.{at} /name",
        f"127.0.0.1:{store.port} /{NAME}/other",
    ]
    assert by_host.read("name") == bucket(store).read("name") == SCAN


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        ({"secret_key": "another-secret"}, "SignatureDoesNotMatch"),
        ({"access_key": "nobody"}, "SignatureDoesNotMatch"),
        ({"region": "us-east-1"}, "SignatureDoesNotMatch"),
        ({"name": "elsewhere"}, "NoSuchBucket"),
        ({"endpoint": "http://127.0.0.1:1"}, "does not answer: NewConnectionError"),
    ],
)
def test_what_is_set_wrongly_is_said_and_nothing_is_taken_for_missing(
    store: Store, vault: Vault, otherwise: dict[str, str], told: str
) -> None:
    AttachmentFiles(vault, bucket(store)).keep(LI, DIGEST, SCAN)
    wrong, before = AttachmentFiles(vault, bucket(store, **otherwise)), dict(store.objects)

    with pytest.raises(PlaceUnavailable, match=told) as of_write:
        wrong.keep(LI, "1" * 64, SCAN)
    with pytest.raises(PlaceUnavailable, match=told):
        wrong.content(LI, DIGEST)

    assert store.objects == before
    assert str(LI) not in str(of_write.value)


def test_over_tls_a_server_is_believed_whose_certificate_is_trusted_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certified(tmp_path)
    with bucket_server(certificate) as store:
        endpoint = f"https://127.0.0.1:{store.port}"
        with pytest.raises(PlaceUnavailable, match="does not answer: SSLError"):
            bucket(store, endpoint=endpoint).write("name", SCAN)

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusting = bucket(store, endpoint=endpoint)
        trusting.write("name", SCAN)

        assert trusting.read("name") == SCAN
        with pytest.raises(PlaceUnavailable, match="SignatureDoesNotMatch"):
            bucket(store, endpoint=endpoint, secret_key="another").write("name", SCAN)


def certified(folder: Path) -> Path:
    """A certificate for this machine that it has signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    in_clear = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM) + in_clear)
    return path


def test_a_server_that_says_nothing_is_not_waited_for_and_what_it_has_is_read_once_it_answers(
    store: Store,
) -> None:
    patient, impatient = bucket(store, patience=60.0), bucket(store, patience=0.2)
    patient.write("name", SCAN)
    store.speaks.clear()

    for asked in (lambda: impatient.read("name"), lambda: impatient.write("other", SCAN)):
        with pytest.raises(PlaceUnavailable, match="does not answer: ReadTimeoutError"):
            asked()
    store.speaks.set()

    assert patient.read("name") == SCAN
    patient.write("other", SCAN)
    assert patient.read("other") == SCAN


def test_an_answer_that_breaks_off_is_not_taken_for_the_file(store: Store) -> None:
    breaking = bucket(store)
    breaking.write("name", SCAN)
    store.cuts_short = True

    with pytest.raises(PlaceUnavailable, match="does not answer"):
        breaking.read("name")


def test_a_server_that_is_none_of_s3_is_said_to_be_none(store: Store) -> None:
    store.answers_with_a_page = True

    with pytest.raises(PlaceUnavailable, match="is none of S3"):
        bucket(store).write("name", SCAN)

    assert store.objects == {}
