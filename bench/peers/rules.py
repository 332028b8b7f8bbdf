"""What both peers state alike, so that frameworks are compared and not two readings of the notice."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

AUDIENCE = "peer"
ALGORITHMS = ["Ed25519"]
CITY_AREA = "zibo-shibenji"
AREAS = {"zhangdian": "ZD", "boshan": "BS", "zichuan": "ZC", "zhoucun": "ZV", "linzi": "LZ", CITY_AREA: "SJ"}
LEDGERS = ("public_service", "market_service", "opinion")
LEADS = {
    "schooling": ("education", CITY_AREA),
    "medical": ("health", CITY_AREA),
    "financing": ("finance", CITY_AREA),
}
STEPS = {  # what is done: from which states, into which, by whom
    "assignment": (("registered", "assigned"), "assigned", "window"),
    "acceptance": (("assigned",), "in_progress", "lead"),
    "progress": (("in_progress",), "in_progress", "lead"),
    "settlement": (("in_progress",), "settled", "lead"),
}
CITY_LIMIT, DEPARTMENT_LIMIT = 10, 5
PAGE = 50


class Caller(NamedTuple):
    """Who asks."""

    name: str
    function: str
    area: str

    def covers(self, area: str) -> bool:
        return self.area in (area, CITY_AREA)


class NotLetIn(Exception):
    """No token, or none that holds."""


class Refused(Exception):
    """Something that the rules refuse."""

    def __init__(self, code: str, status: int = 409) -> None:
        super().__init__(code)
        self.code, self.status = code, status


def token(key: OKPKey, name: str, function: str, area: str) -> str:
    now = datetime.now(UTC)
    claims = {
        "aud": AUDIENCE,
        "sub": name,
        "function": function,
        "area": area,
        "exp": now + timedelta(hours=12),
    }
    return jwt.encode({"alg": ALGORITHMS[0]}, claims, key, algorithms=ALGORITHMS)


def caller_of(authorization: str, key: OKPKey) -> Caller:
    """Raises `NotLetIn`."""
    try:
        decoded = jwt.decode(authorization.removeprefix("Bearer "), key, algorithms=ALGORITHMS)
        CLAIMS.validate(decoded.claims)
    except (JoseError, ValueError) as wrong:
        raise NotLetIn from wrong
    claims: dict[str, Any] = decoded.claims
    return Caller(claims["sub"], claims["function"], claims["area"])


CLAIMS = jwt.JWTClaimsRegistry(aud={"essential": True, "value": AUDIENCE}, exp={"essential": True})


def must_be_allowed(caller: Caller, step: str, status: str, area: str, lead: tuple[str, str] | None) -> str:
    """The state after the step. Raises `Refused`."""
    states, after, who = STEPS[step]
    if who == "window" and (caller.function != "window" or not caller.covers(area)):
        raise Refused("post_may_not", 403)
    if who == "lead" and (caller.function, caller.area) != lead:
        raise Refused("post_may_not", 403)
    if status not in states:
        raise Refused("wrong_state")
    return after


def masked(text: str) -> str | None:
    return "●●●" if text else None
