"""Who plays in the demo: made-up people with a post and a token each, who speak to the API over HTTP."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import httpx
from stdnum.iso7064 import mod_11_2

from bootstrap.settings import Settings
from cli.complaints import AnotherServer
from cli.development import CITY, CITY_AREA, minted
from domain.authorization import Post, Role

# No county has had this code, and nobody who was born that day applies any more: samples/README.md.
NOBODY = "37039919000101"
_SEQUENCES = iter(range(1, 1000, 2))  # odd ones are of men, as the form of the demo says; each is tried once


def players(settings: Settings, url: str) -> "dict[str, Player]":
    """The officers of the four departments and of the window, and an auditor. Raises `AnotherServer` where nobody knows them."""
    officers = {
        function: Player(
            settings, url, f"demo-{function}", Post(role=Role.OFFICER, function=function, area=CITY_AREA)
        )
        for function in ("hrss", "drc", "miit", "party_org", "window")
    }
    auditor = Player(settings, url, "demo-auditor", Post(role=Role.AUDITOR))
    if not auditor.is_known():
        raise AnotherServer(
            f"the server at {url} is none of the data in {settings.data.resolve()}; "
            "stop it, or set HUICAI_PORT to a free port"
        )
    return officers | {"auditor": auditor}


class Player:
    """Somebody in one post, who has seen what all the others have done at the same server."""

    _newest: ClassVar[dict[str, int]] = {}  # the position of the last command, by server

    def __init__(self, settings: Settings, url: str, name: str, post: Post) -> None:
        self._settings, self.url = settings, url
        self._http = httpx.Client(
            base_url=url,
            timeout=120,
            headers={"Authorization": f"Bearer {minted(settings, name, post)}", "Accept-Language": "zh"},
        )

    def is_known(self) -> bool:
        """Whether the server accepts the token."""
        return self._http.get("/v1/policies").status_code != HTTPStatus.UNAUTHORIZED

    @property
    def last_position(self) -> int:
        """Where the last command of anybody who plays was recorded."""
        return self._newest.get(self.url, 0)

    def gets(self, path: str, **query: Any) -> Any:
        """What a query answers."""
        return self._http.get(path, params=query).raise_for_status().json()

    def fetch(self, path: str) -> bytes:
        """A file."""
        return self._http.get(path).raise_for_status().content

    def posts(self, path: str, **body: Any) -> httpx.Response:
        """A command, which may be refused."""
        return self._heard(self._http.post(path, json=body))

    def uploads(
        self, path: str, file: Path, *, stated: dict[str, Any], dry_run: bool = False
    ) -> httpx.Response:
        """A file, with what is said about it."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in stated.items()
        }
        query = {"dry_run": "true"} if dry_run else {}
        content = {"file": (file.name, file.read_bytes())}
        return self._heard(self._http.post(path, params=query, data=form, files=content))

    def listed(self, list_type: str) -> list[dict[str, Any]]:
        """The enterprises that are on a list now, those imported a moment ago included."""
        query = {"list_type": list_type, "min_position": self.last_position, "limit": 200}
        items: list[dict[str, Any]] = self.gets("/v1/enterprises", **query)["items"]
        return items

    def officer(self, function: str, area: str, name: str) -> "Player":
        """An officer of a department function in an area."""
        post = Post(role=Role.OFFICER, function=function, area=area)
        return Player(self._settings, self.url, name, post)

    def specialist_of(self, enterprise_id: str) -> "Player":
        """The service specialist of an enterprise."""
        post = Post(role=Role.SPECIALIST, enterprise_id=UUID(enterprise_id))
        return Player(self._settings, self.url, "demo-specialist", post)

    def registers_person(self, name: str, enterprise_id: str) -> str:
        """Take a made-up person onto the books under the first number that is still free; return the id."""
        area = self.gets(f"/v1/enterprises/{enterprise_id}")["area"]
        stated = {"city": CITY, "area": area, "name": name, "employer_id": enterprise_id}
        talent_id: str = self._with_a_free_document("/v1/talents", **stated)["id"]
        return talent_id

    def identifies_head(self, enterprise_id: str, principal_id: str) -> str:
        """Show by a made-up document who leads an enterprise; return the id of the person."""
        address = f"/v1/enterprises/{enterprise_id}/principals/{principal_id}/identity"
        principals = self._with_a_free_document(address)["principals"]
        return next(str(one["talent_id"]) for one in principals if one["id"] == principal_id)

    def _heard(self, answer: httpx.Response) -> httpx.Response:
        position = int(answer.headers.get("Huicai-Position", 0))
        self._newest[self.url] = max(self.last_position, position)
        return answer

    def _with_a_free_document(self, path: str, **stated: Any) -> Any:
        """What a command answers that names a document, under the next number that is still free."""
        for sequence in _SEQUENCES:
            body = f"{NOBODY}{sequence:03d}"
            document = {"kind": "resident_identity_card", "number": body + mod_11_2.calc_check_digit(body)}
            answer = self.posts(path, **stated, document=document)
            if answer.status_code != httpx.codes.CONFLICT:
                return answer.raise_for_status().json()
        raise RuntimeError("every made-up number is taken: remove the data folder and begin anew")
