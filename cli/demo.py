"""`huicai demo`: the first weeks of a quota year, played over HTTP by made-up people.

lists in ─> quota open ─> nominations until the sixth of a department is refused
         ─> a person is proposed, the second one of the enterprise is refused
         ─> the quota's history on the screen, its board as ./out/quota-board-<year>.xlsx
"""

from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from bootstrap.settings import Settings
from cli.development import minted_for
from domain.authorization import Post

SAMPLES = Path(__file__).parents[1] / "samples" / "zibo"
OUT = Path("out")
CITY, CARD_TYPE = "370300", "huicai"
FIRST_YEAR = 2026

console = Console()


class Player:
    """Somebody who acts in the demo: a post with a token, and a voice on the screen."""

    def __init__(self, settings: Settings, base_url: str, name: str, post: Post) -> None:
        self.name = name
        token = minted_for(settings, name, post)
        self._http = httpx.Client(
            base_url=base_url,
            timeout=30,
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "zh"},
        )

    def get(self, path: str, **query: Any) -> Any:
        """What a query answers."""
        return self._http.get(path, params=query).raise_for_status().json()

    def fetch(self, path: str) -> bytes:
        """A file."""
        return self._http.get(path).raise_for_status().content

    def does(self, path: str, **body: Any) -> Any:
        """A command that has to succeed."""
        answer = self._http.post(path, json=body)
        if answer.is_error:
            raise UnexpectedRefusal(answer.text)
        return answer.json()

    def tries(self, path: str, **body: Any) -> httpx.Response:
        """A command that may be refused."""
        return self._http.post(path, json=body)

    def uploads(self, path: str, file: Path, **form: Any) -> httpx.Response:
        """A file with what is said about it."""
        return self._http.post(path, data=form, files={"file": (file.name, file.read_bytes())})
