"""A bucket of an S3-compatible server (对象存储), as a place for blobs: each is an object that is put there whole."""

import io
from urllib.parse import urlsplit

from minio import Minio
from minio.error import InvalidResponseError, S3Error

GONE = frozenset({"NoSuchKey", "NoSuchObject", "NotFound"})
BARE_NOT_FOUND = "Response code: 404"


class Bucket:
    """Keeps blobs as objects. What it is given is sealed: whoever runs the server reads nothing of it."""

    def __init__(self, endpoint: str, bucket: str, access_key: str | None, secret_key: str | None) -> None:
        parts = urlsplit(endpoint)
        self._bucket = bucket
        self._client = Minio(
            parts.netloc or endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=parts.scheme != "http",
            region="us-east-1",  # asked of nobody: a server of one's own has none
        )

    def write(self, name: str, blob: bytes) -> None:
        """Returns once the server has it whole."""
        self._client.put_object(self._bucket, name, io.BytesIO(blob), len(blob))

    def read(self, name: str) -> bytes | None:
        """The blob of this name, or None."""
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
