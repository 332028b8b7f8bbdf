"""A bucket of an S3-compatible server (对象存储), as a place for blobs: each is an object that is put there whole.

Whatever the server does instead of what it was asked is a `PlaceUnavailable` that says what: nothing was kept then, and a
blob that could not be read is not taken for one that is missing.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import certifi
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from persistence.attachments import PlaceUnavailable

GONE = frozenset({"NoSuchKey", "NoSuchObject", "NotFound"})
BARE_NOT_FOUND = "Response code: 404"
CONNECTING_S = 5.0
AGAIN = Retry(total=2, read=0, redirect=False, backoff_factor=0.2)  # a put names its content: twice is once
CONNECTIONS = 10
MOST_SAID = 200  # characters of what a server answers that is none


class Bucket:
    """Keeps blobs as objects. What it is given is sealed: whoever runs the server reads nothing of it.

    `virtual_host` puts the bucket's name before the host's instead of into the path; None does as the host is known to
    want it. `patience` is for how long the server may say nothing, in seconds.
    """

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        access_key: str | None,
        secret_key: str | None,
        *,
        region: str,
        virtual_host: bool | None = None,
        patience: float,
    ) -> None:
        parts = urlsplit(endpoint)
        self._bucket = bucket
        self._client = Minio(
            parts.netloc or endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=parts.scheme != "http",
            region=region,
            http_client=_connections(patience),
        )
        if virtual_host is not None:
            by_host, by_path = (
                self._client.enable_virtual_style_endpoint,
                self._client.disable_virtual_style_endpoint,
            )
            stated: Callable[[], None] = by_host if virtual_host else by_path
            stated()

    def write(self, name: str, blob: bytes) -> None:
        """Returns once the server has it whole. Raises `PlaceUnavailable`."""
        with self._asked():
            self._client.put_object(self._bucket, name, io.BytesIO(blob), len(blob))

    def read(self, name: str) -> bytes | None:
        """The blob of this name, or None. Raises `PlaceUnavailable`."""
        with self._asked():
            try:
                answer = self._client.get_object(self._bucket, name)
            except S3Error as error:
                if error.code in GONE:
                    return None
                raise
            except InvalidResponseError as error:  # of a server that says no more than the status
                if BARE_NOT_FOUND in str(error):
                    return None
                raise
            try:
                return bytes(answer.read())
            finally:
                answer.close()
                answer.release_conn()

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Says what is wrong, without the names of blobs: they name persons."""
        try:
            yield
        except S3Error as error:
            raise PlaceUnavailable(
                f"the bucket {self._bucket} answers {error.code}: {error.message}"
            ) from None
        except MinioException as error:
            raise PlaceUnavailable(
                f"the server of the bucket {self._bucket} is none of S3: {str(error)[:MOST_SAID]}"
            ) from None
        except HTTPError as error:
            why = type(getattr(error, "reason", None) or error).__name__
            raise PlaceUnavailable(
                f"the server of the bucket {self._bucket} does not answer: {why}"
            ) from None


def _connections(patience: float) -> PoolManager:
    return PoolManager(
        timeout=Timeout(connect=min(CONNECTING_S, patience), read=patience),
        maxsize=CONNECTIONS,
        retries=AGAIN,
        cert_reqs="CERT_REQUIRED",
        ca_certs=os.environ.get("SSL_CERT_FILE") or certifi.where(),
    )
