"""HAProxy and nginx by the files of `deploy/`: figures are not for who comes from outside, however they are asked for."""

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.projections.waiting import until

DEPLOY = Path(__file__).parents[2] / "deploy"
CERTIFICATE = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
NGINX_AROUND_IT = """
daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{ access_log off; client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers; include {folder}/huicai.conf; }}
"""


class Host(BaseHTTPRequestHandler):
    """A host of the API that has an answer to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing: the test looks at what came through."""


@pytest.fixture
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def haproxy(folder: Path, host: str, port: int) -> list[str]:
    text = (DEPLOY / "haproxy.cfg").read_text().replace(":443 ", f"127.0.0.1:{port} ")
    for name in ("api1:8000", "api2:8000"):
        text = text.replace(name, host)
    (folder / "haproxy.cfg").write_text(text.replace("/etc/haproxy/tls", str(folder)))
    return ["haproxy", "-f", str(folder / "haproxy.cfg")]


def nginx(folder: Path, host: str, port: int) -> list[str]:
    text = (DEPLOY / "nginx.conf").read_text().replace("443 ssl", f"127.0.0.1:{port} ssl")
    text = text.replace("/etc/nginx/tls", str(folder)).replace("127.0.0.1:8000", host)
    (folder / "huicai.conf").write_text(text)
    (folder / "nginx.conf").write_text(NGINX_AROUND_IT.format(folder=folder))
    return ["nginx", "-c", str(folder / "nginx.conf")]


@contextmanager
def before(host: str, folder: Path, proxy: Any) -> Iterator[int]:
    """The port at which this proxy is reached."""
    subprocess.run(
        ["openssl", *CERTIFICATE, "-keyout", "huicai.key", "-out", "huicai.crt"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    together = (folder / "huicai.crt").read_bytes() + (folder / "huicai.key").read_bytes()
    (folder / "huicai.pem").write_bytes(together)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(proxy(folder, host, port))
    try:
        until(lambda: answers(port, "/v1/jobs"))
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int, path: str) -> int | None:
    """The status, or None if nobody is there yet."""
    unproven = ssl._create_unverified_context()
    with closing(http.client.HTTPSConnection("127.0.0.1", port, context=unproven, timeout=10)) as connection:
        try:
            connection.request("GET", path)
        except OSError:
            return None
        return connection.getresponse().status


@pytest.mark.slow
@pytest.mark.parametrize("proxy", [haproxy, nginx])
def test_figures_are_not_told_outside_however_their_path_is_written(proxy, host, tmp_path):
    if shutil.which(proxy.__name__) is None:
        pytest.skip(f"{proxy.__name__} is not installed")

    with before(host, tmp_path, proxy) as port:
        asked = {path: answers(port, path) for path in ("/metrics", "/%6detrics", "/metrics?a=b", "/v1/jobs")}

    assert asked == {"/metrics": 404, "/%6detrics": 404, "/metrics?a=b": 404, "/v1/jobs": 200}
