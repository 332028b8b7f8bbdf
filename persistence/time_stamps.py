"""Time stamps of an authority (时间戳, RFC 3161): that it has seen some bytes, at the time that it says.

What is kept is the authority's whole response, which `openssl ts -verify` reads as it is. It is believed under the root
certificates that the operator names, and never because of a certificate that came with it.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

GRANTED = 0
CLOCKS_APART = timedelta(minutes=10)


class RootsUnusable(Exception):
    """The file of root certificates cannot be used; no time stamp is believed until it can."""


class StampRefused(Exception):
    """A response that proves nothing; its word says why."""


class Stamp(NamedTuple):
    """A verified response: when the authority has seen it, and under which number."""

    response: bytes
    stamped_at: datetime
    serial: int


class Authority:
    """Makes requests to one authority and judges its responses. Raises `RootsUnusable` where it has to judge."""

    def __init__(self, roots: Path) -> None:
        self._roots = roots

    def ask(self, message: bytes) -> "Question":
        """A new question about these bytes, which the authority sees the SHA-256 of alone."""
        return Question(message, self)

    def judged(self, response: bytes, message: bytes, *, nonce: int | None = None) -> Stamp:
        """The stamp of these bytes, as it was made now or long ago. Raises `StampRefused`."""
        decoded = _decoded(response)
        if decoded.status != GRANTED:
            raise StampRefused("not_granted")
        verifier = VerifierBuilder(roots=self._certificates(), nonce=nonce).build()
        try:
            verifier.verify_message(decoded, message)
            info = decoded.tst_info
            return Stamp(response, info.gen_time, info.serial_number)
        except (VerificationError, ValueError) as refused:  # it reads what is inside as it comes to it
            raise StampRefused("not_verified") from refused

    def _certificates(self) -> list[x509.Certificate]:
        try:
            return x509.load_pem_x509_certificates(self._roots.read_bytes())
        except (OSError, ValueError) as unusable:
            raise RootsUnusable(f"{self._roots} has no certificates: {type(unusable).__name__}") from None


class Question:
    """One request, and what answers it."""

    def __init__(self, message: bytes, authority: Authority) -> None:
        self._message = message
        self._authority = authority
        self._request = (
            TimestampRequestBuilder()
            .data(message)
            .hash_algorithm(HashAlgorithm.SHA256)
            .nonce()
            .cert_request(cert_request=True)
            .build()
        )

    @property
    def request(self) -> bytes:
        """What is sent."""
        return self._request.as_bytes()

    def answered(self, response: bytes, now: datetime) -> Stamp:
        """The stamp that the response is. Raises `StampRefused`."""
        stamp = self._authority.judged(response, self._message, nonce=self._request.nonce)
        if abs(stamp.stamped_at - now) > CLOCKS_APART:
            raise StampRefused("clocks_apart")
        return stamp


def _decoded(response: bytes) -> TimeStampResponse:
    """The library takes strict DER alone: an OpenSSL that is told to send a chain may write its certificates unsorted."""
    try:
        return decode_timestamp_response(response)
    except ValueError as malformed:
        raise StampRefused(
            "not_strict_der" if "InvalidSetOrdering" in str(malformed) else "unreadable"
        ) from malformed
