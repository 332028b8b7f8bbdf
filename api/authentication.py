"""Who asks: a bearer token (JWT) of an issuer that this installation trusts.

    length ─> header ─> issuer ─> key of that issuer ─> signature ─> claims ─> posts

Nothing that the token says is believed before its signature holds, except which issuer and key to try.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode
from pydantic import Field, TypeAdapter, ValidationError

from api import strict_json
from api.key_sources import KeySource
from api.refusals import TokenExpired, TokenInvalid, Unauthenticated
from domain.authorization import Post, Role
from domain.base import Value

ALGORITHMS = ("ES256", "EdDSA", "Ed25519", "RS256", "PS256")
TYPES = ("jwt", "at+jwt", "application/at+jwt")
LEEWAY_S = 30
MOST_CHARACTERS = 8192
MOST_POSTS = 50
MOST_BELIEVED = 10_000

_SCHEME = "bearer "
_HEADER_NAMES = {"alg", "typ", "kid", "cty", "x5t", "x5t#S256"}  # whatever names or brings a key is refused
_CODE = r"^[a-z0-9][a-z0-9_-]{0,39}$"
_SUBJECT = r"^[^\s\x00-\x1f\x7f]{1,100}$"


class Identity(Value):
    """Who the caller is, and which posts he or she holds."""

    subject: str = Field(pattern=_SUBJECT)
    posts: tuple[Post, ...] = Field(max_length=MOST_POSTS)


class PostClaim(Value):
    """A post as a token states it. `system` is nobody's who comes with a token."""

    role: Role
    function: str | None = Field(default=None, pattern=_CODE)
    area: str | None = Field(default=None, pattern=_CODE)
    enterprise_id: UUID | None = None

    def post(self, area_codes: Mapping[str, str]) -> Post:
        """The post, its area under our own code. Raises `TokenInvalid` for one that no role has."""
        area = None if self.area is None else area_codes.get(self.area, self.area)
        post = Post(role=self.role, function=self.function, area=area, enterprise_id=self.enterprise_id)
        if not post.can_come_in:
            raise TokenInvalid
        return post


@dataclass(frozen=True, slots=True)
class Demands:
    """What an installation asks of how somebody signed in, beside that the issuer says who it is; None asks nothing.

    `strengths` are the values of `acr` of which the token has to have one; seconds since `auth_time`, and from `iat` to `exp`.
    """

    strengths: frozenset[str] = frozenset()
    most_since_sign_in: int | None = None
    longest_life: int | None = None

    def must_be_met(self, claims: Mapping[str, Any], now: float) -> None:
        """Refuse a token that does not say it, or says less. Raises `TokenInvalid`."""
        if self.strengths and claims.get("acr") not in self.strengths:
            raise TokenInvalid
        if self.most_since_sign_in is not None:
            since = now - float(claims["auth_time"])
            if not -LEEWAY_S <= since <= self.most_since_sign_in + LEEWAY_S:
                raise TokenInvalid
        if self.longest_life is not None and claims["exp"] - claims["iat"] > self.longest_life:
            raise TokenInvalid


NO_DEMANDS = Demands()

_POSTS = TypeAdapter(list[PostClaim])


class _Believed(NamedTuple):
    """A token whose signature holds, and the key that it holds under."""

    source: KeySource
    kid: str
    key: Key
    claims: dict[str, Any]
    identity: Identity


class Authentication:
    """Reads the tokens of the issuers that are trusted."""

    def __init__(
        self,
        sources: Sequence[KeySource],
        *,
        audience: str,
        area_codes: Mapping[str, str],
        now: Callable[[], float],
        demands: Mapping[str, Demands] | None = None,
    ) -> None:
        """`demands` are what is asked of the tokens of an issuer."""
        self._demands = demands or {}
        self._sources = {source.issuer: source for source in sources}
        self._claims_of = {source.issuer: self._asked_of(source.issuer, audience) for source in sources}
        self._area_codes = area_codes
        self._now = now
        self._believed: OrderedDict[bytes, _Believed] = OrderedDict()  # by the digest of the token

    async def identity(self, authorization: Sequence[str]) -> Identity:
        """Who the `Authorization` headers say it is. Raises `Unauthenticated`, and `IssuerUnreachable`."""
        if not authorization:
            raise Unauthenticated
        token = token_of(authorization)
        try:
            return await self._verified(token)
        except ExpiredTokenError:
            raise TokenExpired from None
        except (JoseError, ValidationError, ValueError, TypeError, KeyError, RecursionError):
            raise TokenInvalid from None

    async def _verified(self, token: str) -> Identity:
        """A token is taken apart once; each time its key has still to be its issuer's, and its times have to hold."""
        digest = sha256(token.encode()).digest()
        believed = self._believed.get(digest)
        if believed is None or await believed.source.key(believed.kid) is not believed.key:
            believed = self._believed[digest] = await self._taken_apart(token)
            if len(self._believed) > MOST_BELIEVED:
                self._believed.popitem(last=False)
        self._must_hold(believed.source.issuer, believed.claims)
        return believed.identity

    async def _taken_apart(self, token: str) -> "_Believed":
        header, stated = (strict_json.loads(urlsafe_b64decode(part.encode())) for part in _parts(token))
        _must_be_plain(header)
        source = self._sources[stated["iss"]]
        key = await source.key(header["kid"])
        if key is None:
            raise TokenInvalid
        claims = jwt.decode(token, key, registry=_Algorithms(), decoder_cls=strict_json.StrictDecoder).claims
        self._must_hold(source.issuer, claims)
        held = _POSTS.validate_python(claims["posts"])
        posts = tuple(claim.post(self._area_codes) for claim in held)
        return _Believed(source, header["kid"], key, claims, Identity(subject=claims["sub"], posts=posts))

    def _must_hold(self, issuer: str, claims: dict[str, Any]) -> None:
        """What is true of a token today and may not be tomorrow."""
        self._claims_of[issuer].validate(claims)
        self._demands.get(issuer, NO_DEMANDS).must_be_met(claims, self._now())

    def _asked_of(self, issuer: str, audience: str) -> JWTClaimsRegistry:
        """What the claims of this issuer's tokens have to say."""
        return JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            posts={"essential": True, "allow_blank": True},
        )


class _Algorithms(JWSRegistry):
    """The algorithms that a token may be signed with. EdDSA is admitted beside its newer name Ed25519."""

    def get_alg(self, name: str) -> Any:
        """The algorithm of this name. Raises `UnsupportedAlgorithmError`."""
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def token_of(authorization: Sequence[str]) -> str:
    """What the one `Authorization` header brings. Raises `TokenInvalid`."""
    [value, *others] = authorization
    if others or not value.lower().startswith(_SCHEME):
        raise TokenInvalid
    token = value[len(_SCHEME) :].strip()
    if len(token) > MOST_CHARACTERS or not token.isascii():
        raise TokenInvalid
    return token


def _parts(token: str) -> tuple[str, str]:
    header, claims, _ = token.split(".")
    return header, claims


def _must_be_plain(header: Any) -> None:
    """Refuse a header that brings its own key, or says that something in it must be understood."""
    if not isinstance(header, dict) or not set(header) <= _HEADER_NAMES:
        raise TokenInvalid
    if not isinstance(header["kid"], str) or str(header["typ"]).lower() not in TYPES:
        raise TokenInvalid
