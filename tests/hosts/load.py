"""Clients in front of the load balancer: each writes, is told, and reads back what it was told; run on the client's host.

Every line that it prints is one answer, as JSON, so that who started it knows at any time what was acknowledged.
"""

import argparse
import json
import random
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.domain.made_up import credit_code_of

ADDRESS = "https://huicai.example.gov.cn"
ENTERPRISES = "/v1/enterprises"
AGAIN = frozenset({408, 429, 500, 502, 503, 504})
PATIENCE_S = 120


class Clients:
    """Threads that never rest until they are told to."""

    def __init__(self, token: str, trusted: Path) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}
        self._trusted = ssl.create_default_context(cafile=str(trusted))
        self._numbers: Iterator[int] = iter(range(1, 99_999))
        self._lock = threading.Lock()
        self._over = threading.Event()

    def work(self, number: int) -> None:
        with ThreadPoolExecutor(number) as threads:
            # Every second one only writes, so that nobody's reading holds up all of them.
            writing = [threads.submit(self._write, reads=n % 2 == 0) for n in range(number)]
            sys.stdin.readline()
            self._over.set()
        for one in writing:
            one.result()

    def _write(self, *, reads: bool) -> None:
        with httpx.Client(base_url=ADDRESS, verify=self._trusted, timeout=20, headers=self._headers) as http:
            while not self._over.is_set():
                with self._lock:
                    number = next(self._numbers)
                self._one(http, number, reads=reads)

    def _one(self, http: httpx.Client, number: int, *, reads: bool) -> None:
        key, uscc = str(uuid4()), credit_code_of(number)
        body = {"city": "370300", "area": "zhangdian", "name": f"示例{number}号化工有限公司", "uscc": uscc}
        begun, tries = time.time(), 0
        deadline = time.monotonic() + PATIENCE_S
        while True:
            tries += 1
            answer = self._asked(lambda: http.post(ENTERPRISES, json=body, headers={"Idempotency-Key": key}))
            if answer is not None and answer.status_code not in AGAIN:
                break
            if time.monotonic() > deadline:
                self._tell(kind="given_up", key=key)
                return
            time.sleep(random.uniform(0.1, 0.4))
        if answer.status_code != 201:
            self._tell(kind="refused", key=key, status=answer.status_code, text=answer.text[:300])
            return
        told = answer.json()
        position = int(answer.headers["Huicai-Position"])
        self._tell(
            kind="acknowledged", key=key, id=told["id"], uscc=uscc, position=position, begun=begun, tries=tries,
            replayed="Idempotency-Replayed" in answer.headers,
        )  # fmt: skip
        if reads:
            self._read_back(http, told["id"], uscc, position)

    def _read_back(self, http: httpx.Client, id_: str, uscc: str, position: int) -> None:
        """At once, and on the replica if the load balancer's host reads one; what asks for no position may be behind."""
        self._look(http, "behind", ENTERPRISES, {"uscc": uscc}, id_, 0)
        self._look(http, "stale", ENTERPRISES, {"uscc": uscc, "min_position": position}, id_, position)
        self._look(http, "stale", f"{ENTERPRISES}/{id_}", {}, id_, 0)

    def _look(
        self, http: httpx.Client, otherwise: str, path: str, query: dict[str, Any], id_: str, position: int
    ) -> None:
        answer = self._asked(lambda: http.get(path, params=query))
        if answer is None or answer.status_code in AGAIN:
            self._tell(kind="unread", path=path)
            return
        found = answer.status_code == 200
        if found and path == ENTERPRISES:
            is_recent = int(answer.headers["Huicai-Position"]) >= position
            found = is_recent and [item["id"] for item in answer.json()["items"]] == [id_]
        self._tell(kind="read" if found else otherwise, path=path, id=id_, status=answer.status_code)

    def _asked(self, asks: Any) -> httpx.Response | None:
        try:
            response: httpx.Response = asks()
        except httpx.TransportError:
            return None
        return response

    def _tell(self, **answer: Any) -> None:
        with self._lock:
            print(json.dumps(answer | {"at": time.time()}), flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--token", required=True)
    arguments.add_argument("--trusted", type=Path, required=True)
    arguments.add_argument("--clients", type=int, default=8)
    stated = arguments.parse_args()
    Clients(stated.token, stated.trusted).work(stated.clients)
