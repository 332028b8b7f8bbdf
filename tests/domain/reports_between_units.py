"""Made-up reports of Zibo and its areas, their manifests, and packages signed by made-up keys."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from documents.report_packages import Packed, package_of
from domain.base import Authority, Capacity
from domain.ledger_books.content import CutOff, ReportContent, ReportLevel
from domain.report_packages import FileKind, Manifest, PackagedFile
from persistence.report_signatures import Kind, Signer, detached

ZIBO_CITY, PROVINCE = "370300", "370000"
QUARTER = "2024Q1"
SUBMITTED = date(2024, 4, 9)
RECEIVED_ON = date(2024, 4, 10)
RECEIVED_AT = datetime(2024, 4, 10, 1, 30, tzinfo=UTC)


def key_named(kid: str, seed: int = 7) -> OKPKey:
    """A private key that is the same every time, and nobody's."""
    secret = bytes([seed]) * 32
    public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    written = {
        name: urlsafe_b64encode(part).rstrip(b"=").decode() for name, part in (("d", secret), ("x", public))
    }
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "kid": kid, **written})


OF_ZIBO, OF_PROVINCE, OF_NOBODY = key_named("zibo-1", 7), key_named("sd-1", 8), key_named("zibo-1", 9)


def trusted(key: OKPKey, unit: str, since: str = "2024-01-01", until: str | None = None) -> dict[str, Any]:
    """The line of a key in the file of trusted units."""
    return key.as_dict(private=False) | {"unit": unit, "valid_from": since, "valid_to": until}


def report_of(unit: str = ZIBO_CITY, quarter: str = QUARTER, revision: int = 1) -> ReportContent:
    """A zero report."""
    at = datetime(2024, 4, 5, tzinfo=UTC)
    return ReportContent(
        unit=unit,
        level=ReportLevel.CITY,
        quarter=quarter,
        revision=revision,
        cut_off=CutOff(position=revision, at=at),
        rows=(),
    )


def files_of(report: ReportContent, **more: bytes) -> dict[FileKind, bytes]:
    """The report's JSON, and what is said to be its other forms."""
    return {FileKind.JSON: report.canonical} | {
        FileKind[name.upper()]: content for name, content in more.items()
    }


def manifest_of(files: Mapping[FileKind, bytes], **stated: Any) -> Manifest:
    usual = {
        "sender": ZIBO_CITY,
        "receiver": PROVINCE,
        "quarter": QUARTER,
        "revision": 1,
        "submitted_on": SUBMITTED,
        "files": tuple(PackagedFile.of(name, content) for name, content in files.items()),
    }
    return Manifest(**usual | stated)


def packed(manifest: Manifest, files: Mapping[FileKind, bytes], key: OKPKey = OF_ZIBO) -> bytes:
    """The package, signed."""
    signature = detached(Signer([key]).signed(manifest.canonical, Kind.MANIFEST))
    return package_of(Packed(manifest.canonical, signature, files))


def package(revision: int = 1, key: OKPKey = OF_ZIBO, **stated: Any) -> bytes:
    """A package of Zibo's report to the province."""
    files = files_of(report_of(revision=revision))
    return packed(manifest_of(files, revision=revision, **stated), files, key)


def by_system(**standing: Any) -> Authority:
    """The system, which writes down what stands on a signed paper."""
    usual = {
        "actor": "huicai",
        "role": "system",
        "capacity": Capacity.SYSTEM,
        "reason_code": "signed_package",
        "effective_on": RECEIVED_ON,
        "at": RECEIVED_AT,
    }
    return Authority(**usual | standing)


def window(**standing: Any) -> Authority:
    """Somebody at the province's window."""
    usual = {
        "actor": "he-window",
        "role": "provincial_window",
        "effective_on": RECEIVED_ON,
        "at": RECEIVED_AT,
    }
    return Authority(**usual | standing)
