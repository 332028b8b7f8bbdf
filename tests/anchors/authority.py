"""A time stamp authority of this machine: OpenSSL behind a socket, with a root of its own."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """
[tsa]
default_tsa = main
[main]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
{more}
"""
PURPOSE = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


def openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certified(folder: Path) -> Path:
    """A root and an authority under it, in this folder; returns the root's certificate."""
    folder.mkdir(exist_ok=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        "req",
        "-x509",
        *key,
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-days",
        "30",
        "-subj",
        "/CN=Root",
        folder=folder,
    )
    openssl("req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Made-up TSA", folder=folder)
    (folder / "purpose.cnf").write_text(PURPOSE)
    openssl(
        "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30",
        "-extfile", "purpose.cnf", "-out", "tsa.pem", folder=folder,
    )  # fmt: skip
    (folder / "serial").write_text("01")
    return folder / "root.pem"


def reply(query: bytes, folder: Path, *, with_chain: bool = False) -> bytes:
    """What the authority says; with its whole chain in the order in which OpenSSL happens to write it."""
    more = f"certs = {folder}/root.pem" if with_chain else ""
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder, more=more))
    (folder / "query").write_bytes(query)
    openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply", folder=folder)
    return (folder / "reply").read_bytes()


class TimeStampServer:
    """Answers as long as it is not told to be broken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.roots = certified(folder)
        self.answers = True
        self.with_chain = False
        self.url = ""


@contextmanager
def authority_in(folder: Path) -> Iterator[TimeStampServer]:
    made = TimeStampServer(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if not made.answers:
                self.send_error(503)
                return
            content = reply(query, made.folder, with_chain=made.with_chain)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}/"
        yield made
        server.shutdown()
        thread.join()
