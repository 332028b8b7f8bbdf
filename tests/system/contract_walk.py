"""Every reading of the contract, asked about what the answers themselves name: none fails, and each answers as the contract says."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

CONTRACT = "urn:contract"
PLACE = re.compile(r"{(\w+)}")
JSON = "application/json"


class Reading(NamedTuple):
    """An operation that changes nothing, and what has to be stated to ask it."""

    path: str
    says: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.says["operationId"])

    @property
    def asked_with(self) -> tuple[str, ...]:
        return tuple(one["name"] for one in self.says.get("parameters", ()) if one.get("required"))

    def address(self, stated: dict[str, str]) -> str:
        places = PLACE.findall(self.path)
        query = {name: stated[name] for name in self.asked_with if name not in places}
        return str(httpx.URL(self.path.format(**stated)).copy_merge_params(query))


class Walk:
    """One reader's way through all that may be read, at most so many things of a kind."""

    def __init__(self, reader: httpx.Client, most: int, known: dict[str, str]) -> None:
        """`known` is what has to be stated to begin with."""
        self._reader, self._most = reader, most
        contract = reader.get("/openapi.json").raise_for_status().json()
        self.readings = [
            Reading(path, ways["get"]) for path, ways in contract["paths"].items() if "get" in ways
        ]
        resource = Resource(contents=contract, specification=DRAFT202012)
        self._schemas: Registry[Any] = Registry().with_resource(CONTRACT, resource)
        self._asked_with = {name for reading in self.readings for name in reading.asked_with}
        self._shapes = [_shape(one.path) for one in self.readings]
        self._start, self._told = known, {frozenset(known.items()): known}
        self.answered: defaultdict[str, list[int]] = defaultdict(list)
        self.faults: list[str] = []

    def walked(self) -> "Walk":
        """To the end: until no answer names anything new that may be asked about."""
        asked: set[str] = set()
        while new := [one for one in self._ways_on() if one[1] not in asked]:
            for reading, address in new:
                asked.add(address)
                self._ask(reading, address)
        return self

    def _ways_on(self) -> list[tuple[Reading, str]]:
        return [(reading, address) for reading in self.readings for address in self._addresses(reading)]

    def _addresses(self, reading: Reading) -> list[str]:
        """Of the things that were named first, so that no way is forgotten when more are."""
        told = (one | self._start for one in self._told.values())
        able = dict.fromkeys(
            tuple(one[name] for name in reading.asked_with)
            for one in told
            if {*reading.asked_with} <= one.keys()
        )
        return [
            reading.address(dict(zip(reading.asked_with, stated, strict=True)))
            for stated in islice(able, self._most)
        ]

    def _ask(self, reading: Reading, address: str) -> None:
        answer = self._reader.get(address)
        self.answered[reading.name].append(answer.status_code)
        declared = reading.says["responses"].get(str(answer.status_code))
        if answer.is_server_error or declared is None:
            self.faults.append(f"{reading.name}: {answer.status_code} at {address}")
        elif answer.headers["content-type"] == JSON:
            self.faults += [f"{reading.name}: {wrong}" for wrong in self._wrong_in(answer.json(), declared)]
            self._learn(answer.json())

    def _wrong_in(self, content: Any, declared: dict[str, Any]) -> Iterator[str]:
        schema = declared["content"][JSON].get("schema", {})
        absolute = {"$ref": CONTRACT + schema["$ref"]} if "$ref" in schema else schema
        for error in Draft202012Validator(absolute, registry=self._schemas).iter_errors(content):
            yield f"{error.json_path}: {error.validator} is not held"

    def _learn(self, part: Any) -> None:
        if isinstance(part, dict):
            href = part.get("href")
            places = self._places_of(href) if isinstance(href, str) else {}
            facts = {
                name: str(part[name])
                for name in self._asked_with & part.keys()
                if isinstance(part[name], (str, int))
            }
            self._told |= {frozenset(known.items()): known for known in (places, facts)}
        for below in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            self._learn(below)

    def _places_of(self, href: str) -> dict[str, str]:
        found = (shape.fullmatch(href.split("?", maxsplit=1)[0]) for shape in self._shapes)
        return next((match.groupdict() for match in found if match), {})


def _shape(path: str) -> re.Pattern[str]:
    return re.compile(PLACE.sub(r"(?P<\1>[^/]+)", path))
