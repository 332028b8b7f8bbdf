"""A small S3 server for the tests, strict where the real ones are: it recomputes every signature with AWS' own library.

It knows one bucket of one owner, by path or by host, and what it answers otherwise are the codes of S3.
"""

import hashlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

OWNER, SECRET, REGION = "huicai-key", "a-secret-of-the-tests", "cn-tests-1"
NAME = "huicai"
ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"


@dataclass
class Store:
    """What the bucket holds, and how the server behaves."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    speaks: threading.Event = field(default_factory=threading.Event)  # it answers once this is set
    cuts_short: bool = False
    answers_with_a_page: bool = False


@contextmanager
def bucket_server(certificate: Path | None = None) -> Iterator[Store]:
    """A server that runs on a port of this machine; with a certificate and its key in one file, over TLS."""
    store = Store()
    handler = type("Handler", (_Handler,), {"store": store, "is_tls": certificate is not None})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        store.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        store.speaks.set()
        yield store
        store.speaks.set()
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    store: ClassVar[Store]
    is_tls: ClassVar[bool]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = self._admitted(body)
        if name is not None:
            self.store.objects[name] = body
            self._answer(HTTPStatus.OK, b"", ETag=f'"{hashlib.md5(body).hexdigest()}"')

    def do_GET(self) -> None:
        name = self._admitted(b"")
        if name is None:
            return
        if name not in self.store.objects:
            self._refuse(HTTPStatus.NOT_FOUND, "NoSuchKey")
            return
        self._answer(HTTPStatus.OK, self.store.objects[name])

    def _admitted(self, body: bytes) -> str | None:
        """The name of the object, of a request that is the owner's and asks for the bucket there is."""
        self.store.asked.append(f"{self.headers['Host']} {self.path}")
        self.store.speaks.wait()
        if self.store.answers_with_a_page:
            self._answer(HTTPStatus.FORBIDDEN, b"<html>sign in</html>", **{"Content-Type": "text/html"})
            return None
        if not self._is_signed(body):
            self._refuse(HTTPStatus.FORBIDDEN, "SignatureDoesNotMatch")
            return None
        host, path = self.headers["Host"].partition(":")[0], unquote(self.path).lstrip("/")
        by_host = host.partition(".")[0] if host[0].isalpha() else None
        bucket, name = (by_host, path) if by_host else path.split("/", 1)
        if bucket != NAME:
            self._refuse(HTTPStatus.NOT_FOUND, "NoSuchBucket")
            return None
        return str(name)

    def _is_signed(self, body: bytes) -> bool:
        """Whether the signature is what the owner's secret makes of exactly this request and body."""
        stated, digest = self.headers["Authorization"], self.headers["x-amz-content-sha256"]
        own = (
            UNSIGNED if self.is_tls else hashlib.sha256(body).hexdigest()
        )  # TLS keeps the body whole by itself
        if not stated or digest != own:
            return False
        scope, signed, signature = (
            part.split("=", 1)[1] for part in stated.removeprefix(ALGORITHM).split(",")
        )
        owner, day, *_ = scope.split("/")
        if owner != OWNER:
            return False
        headers = {name: self.headers[name] for name in signed.split(";")}
        request = AWSRequest(
            self.command,
            f"{'https' if self.is_tls else 'http'}://{self.headers['Host']}{self.path}",
            headers,
            body,
        )
        request.context["timestamp"] = self.headers["x-amz-date"]
        auth: Any = S3SigV4Auth(Credentials(OWNER, SECRET), "s3", REGION)
        expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
        return bool(expected == signature and self.headers["x-amz-date"].startswith(day))

    def _refuse(self, status: HTTPStatus, code: str) -> None:
        said = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        self._answer(status, said, **{"Content-Type": "application/xml"})

    def _answer(self, status: HTTPStatus, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.store.cuts_short else body)

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""
