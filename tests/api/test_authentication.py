"""Whose word is believed: good tokens, and every hostile one that we could think of."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from api.authentication import MOST_CHARACTERS, MOST_POSTS, NO_DEMANDS, Authentication, Demands
from api.posts import acted_in
from api.refusals import PostNotHeld, PostUnnamed, TokenExpired, TokenInvalid, Unauthenticated
from domain.authorization import Post, Role

ISSUER = "https://id.example.gov.cn"
NOW = 1_790_000_000
KEYS: dict[str, Key] = {
    "ec": ECKey.generate_key("P-256", {"kid": "ec"}),
    "ed": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
    "rsa": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "rsa-for-rs256": RSAKey.generate_key(2048, {"kid": "rsa-for-rs256", "alg": "RS256"}),
}
STRANGER = ECKey.generate_key("P-256", {"kid": "ec"})
SECRET = OctKey.generate_key(256, {"kid": "ec"})
OFFICER = {"role": "officer", "function": "hrss", "area": "zhangdian"}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "huicai",
    "sub": "wang-min",
    "iat": NOW - 10,
    "exp": NOW + 600,
    "posts": [OFFICER],
}


class Directory:
    """An issuer whose keys are at hand."""

    issuer = ISSUER

    async def key(self, kid: str) -> Key | None:
        return KEYS.get(kid)


def authentication(demands: Demands = NO_DEMANDS) -> Authentication:
    codes = {"370303": "zhangdian"}
    return Authentication(
        [Directory()], audience="huicai", area_codes=codes, now=lambda: NOW, demands={ISSUER: demands}
    )


def identity_of(*authorization: str, demands: Demands = NO_DEMANDS) -> Any:
    return asyncio.run(authentication(demands).identity(authorization))


def token(
    *, key: Key = KEYS["ec"], header: dict[str, Any] | None = None, without: str | None = None, **claims: Any
) -> str:
    """A token that is good but for what is stated."""
    said = {name: value for name, value in (CLAIMS | claims).items() if name != without}
    return signed(json.dumps(said), key=key, header=header)


def signed(payload: str, *, key: Key = KEYS["ec"], header: dict[str, Any] | None = None) -> str:
    protected = {"alg": "ES256", "kid": "ec", "typ": "JWT"} | (header or {})
    protected = {name: value for name, value in protected.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[protected.get("alg", "ES256")], strict_check_header=False)
    return jws.serialize_compact(protected, payload, key, registry=registry)


def raw(header: str, payload: str = json.dumps(CLAIMS), signature: str = "AAAA") -> str:
    """A token whose parts are what they are said to be, signed by nobody."""
    return f"{encoded(header)}.{encoded(payload)}.{signature}"


def signed_raw(header: str, payload: str) -> str:
    """A token over any header and payload, signed with the issuer's own key."""
    said = f"{encoded(header)}.{encoded(payload)}"
    algorithm = jws.JWSRegistry.algorithms["ES256"]
    return (
        f"{said}.{base64.urlsafe_b64encode(algorithm.sign(said.encode(), KEYS['ec'])).rstrip(b'=').decode()}"
    )


def sealed_with_public_key(kid: str) -> str:
    """What a library accepts that lets the token say how its key is used."""
    said = f"{encoded(json.dumps({'alg': 'HS256', 'kid': kid, 'typ': 'JWT'}))}.{encoded(json.dumps(CLAIMS))}"
    seal = hmac.digest(KEYS[kid].as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def posts(*stated: Any) -> str:
    return token(posts=list(stated))


@pytest.mark.parametrize(
    ("algorithm", "kid"),
    [("ES256", "ec"), ("EdDSA", "ed"), ("Ed25519", "ed"), ("RS256", "rsa"), ("PS256", "rsa")],
)
def test_a_token_signed_with_an_admitted_algorithm_tells_who_it_is(algorithm: str, kid: str) -> None:
    registry = type("Quiet", (jws.JWSRegistry,), {"get_alg": lambda self, name: self.algorithms[name]})()
    header = {"alg": algorithm, "kid": kid}

    known = identity_of("Bearer " + jwt.encode(header, dict(CLAIMS), KEYS[kid], registry=registry))

    assert known.subject == "wang-min"
    assert known.posts == (Post(role=Role.OFFICER, function="hrss", area="zhangdian"),)


@pytest.mark.parametrize(
    "good",
    [
        pytest.param(token(exp=NOW - 20), id="expired within the leeway"),
        pytest.param(token(nbf=NOW + 20), id="valid from within the leeway"),
        pytest.param(token(aud=["other", "huicai"]), id="one audience of several"),
        pytest.param(token(header={"typ": "at+jwt"}), id="an access token by its type"),
        pytest.param(token(header={"x5t": "abc"}), id="a thumbprint beside the kid"),
        pytest.param(token(preferred_username="wang"), id="a claim that we do not know"),
        pytest.param(token(posts=[]), id="no post"),
    ],
)
def test_a_token_is_believed_in_spite_of(good: str) -> None:
    assert identity_of(f"Bearer {good}").subject == "wang-min"


def test_an_area_may_be_named_by_its_national_code() -> None:
    stated = OFFICER | {"area": "370303"}

    assert identity_of("Bearer " + posts(stated)).posts[0].area == "zhangdian"


HOSTILE: dict[str, Callable[[], str]] = {
    # the signature
    "alg none": lambda: raw('{"alg":"none","kid":"ec","typ":"JWT"}', signature=""),
    "alg None": lambda: raw('{"alg":"None","kid":"ec","typ":"JWT"}', signature=""),
    "alg nOnE with a signature": lambda: raw('{"alg":"nOnE","kid":"ec","typ":"JWT"}'),
    "no alg": lambda: raw('{"kid":"ec","typ":"JWT"}'),
    "alg that is a number": lambda: raw('{"alg":256,"kid":"ec","typ":"JWT"}'),
    "HS256 with a secret": lambda: token(key=SECRET, header={"alg": "HS256"}),
    "HS256 with the issuer's public RSA key as secret": lambda: sealed_with_public_key("rsa"),
    "HS256 with the issuer's public EC key as secret": lambda: sealed_with_public_key("ec"),
    "HS384": lambda: token(key=SECRET, header={"alg": "HS384"}),
    "RS384, which is not admitted": lambda: token(key=KEYS["rsa"], header={"alg": "RS384", "kid": "rsa"}),
    "RS512, which is not admitted": lambda: token(key=KEYS["rsa"], header={"alg": "RS512", "kid": "rsa"}),
    "PS256 with a key that is for RS256": lambda: token(
        key=RSAKey.import_key({**KEYS["rsa-for-rs256"].as_dict(private=True), "alg": "PS256"}),
        header={"alg": "PS256", "kid": "rsa-for-rs256"},
    ),
    "ES256 that names an RSA key": lambda: token(header={"kid": "rsa"}),
    "signed by a stranger": lambda: token(key=STRANGER),
    "signature of another token": lambda: (
        token(sub="li-si").rsplit(".", 1)[0] + "." + token().rsplit(".", 1)[1]
    ),
    "signature cut short": lambda: token()[:-8],
    "signature missing": lambda: token().rsplit(".", 1)[0] + ".",
    "claims changed after signing": lambda: changed(token(), '"wang-min"', '"root-adm"'),
    "ES256 signature of noughts": lambda: raw('{"alg":"ES256","kid":"ec","typ":"JWT"}', signature="A" * 86),
    # the header
    "a key of its own in jwk": lambda: token(key=STRANGER, header={"jwk": STRANGER.as_dict(private=False)}),
    "the address of its own keys in jku": lambda: token(header={"jku": "https://evil.example/keys"}),
    "the address of a certificate in x5u": lambda: token(header={"x5u": "https://evil.example/cert"}),
    "a certificate chain of its own in x5c": lambda: token(header={"x5c": ["MIIB"]}),
    "crit names what nobody knows": lambda: signed_raw(
        '{"alg":"ES256","kid":"ec","typ":"JWT","crit":["exp2"],"exp2":1}', json.dumps(CLAIMS)
    ),
    "crit with b64 false": lambda: signed_raw(
        '{"alg":"ES256","kid":"ec","typ":"JWT","crit":["b64"],"b64":false}', json.dumps(CLAIMS)
    ),
    "empty crit": lambda: signed_raw('{"alg":"ES256","kid":"ec","typ":"JWT","crit":[]}', json.dumps(CLAIMS)),
    "kid of nobody": lambda: token(header={"kid": "nobody"}),
    "kid that is a path": lambda: token(header={"kid": "../../../../dev/null"}),
    "kid that is SQL": lambda: token(header={"kid": "x' UNION SELECT 'secret"}),
    "kid that is a list": lambda: raw('{"alg":"ES256","kid":["ec"],"typ":"JWT"}'),
    "no kid": lambda: token(header={"kid": None}),
    "no typ": lambda: token(header={"typ": None}),
    "typ of a logout token": lambda: token(header={"typ": "logout+jwt"}),
    "typ of a proof": lambda: token(header={"typ": "dpop+jwt"}),
    "alg twice in the header": lambda: signed_raw(
        '{"alg":"none","kid":"ec","typ":"JWT","alg":"ES256"}', json.dumps(CLAIMS)
    ),
    "header that is a list": lambda: raw('["alg","ES256"]'),
    "header that is no JSON": lambda: raw("alg=ES256"),
    "a header parameter that nobody knows": lambda: token(header={"admin": True}),
    # the claims
    "expired": lambda: token(exp=NOW - 31),
    "expires at once for ever: exp is NaN": lambda: signed(json.dumps(CLAIMS | {"exp": float("nan")})),
    "exp is Infinity": lambda: signed(json.dumps(CLAIMS | {"exp": float("inf")})),
    "exp is a text": lambda: token(exp=str(NOW + 600)),
    "exp is true": lambda: token(exp=True),
    "exp of five thousand digits": lambda: signed(json.dumps(CLAIMS).replace(str(NOW + 600), "9" * 5000)),
    "no exp": lambda: token(without="exp"),
    "not valid yet": lambda: token(nbf=NOW + 31),
    "issued in the future": lambda: token(iat=NOW + 31),
    "no iat": lambda: token(without="iat"),
    "another issuer": lambda: token(iss="https://evil.example"),
    "an issuer almost ours": lambda: token(iss=ISSUER + "/"),
    "issuer in a list": lambda: token(iss=[ISSUER]),
    "no issuer": lambda: token(without="iss"),
    "another audience": lambda: token(aud="payroll"),
    "an empty list of audiences": lambda: token(aud=[]),
    "no audience": lambda: token(without="aud"),
    "no subject": lambda: token(without="sub"),
    "empty subject": lambda: token(sub=""),
    "subject that is a number": lambda: token(sub=7),
    "subject with a line break": lambda: token(sub="wang\nroot"),
    "subject of two hundred characters": lambda: token(sub="w" * 200),
    "subject twice": lambda: signed(json.dumps(CLAIMS)[:-1] + ', "sub": "root"}'),
    "issuer twice": lambda: signed(json.dumps(CLAIMS)[:-1] + ', "iss": "https://evil.example"}'),
    "claims that are a list": lambda: signed("[]"),
    "claims that are no JSON": lambda: signed("sub=wang"),
    "claims that are not UTF-8": lambda: jws.serialize_compact(
        {"alg": "ES256", "kid": "ec", "typ": "JWT"}, b'{"sub":"\xff"}', KEYS["ec"]
    ),
    "claims nested a thousand deep": lambda: signed('{"iss":' + "[" * 1000 + "]" * 1000 + "}"),
    # the posts
    "no posts": lambda: token(without="posts"),
    "posts that are a text": lambda: token(posts="officer"),
    "a role that does not exist": lambda: posts({"role": "mayor"}),
    "the role of the system": lambda: posts({"role": "system"}),
    "a role in capitals": lambda: posts(OFFICER | {"role": "OFFICER"}),
    "an officer of nothing": lambda: posts({"role": "officer"}),
    "an officer without an area": lambda: posts({"role": "officer", "function": "hrss"}),
    "an officer who is also of an enterprise": lambda: posts(
        OFFICER | {"enterprise_id": "00000000-0000-0000-0000-000000000001"}
    ),
    "a specialist of no enterprise": lambda: posts({"role": "specialist"}),
    "a specialist whose enterprise is no UUID": lambda: posts({"role": "specialist", "enterprise_id": "1"}),
    "an auditor with a function": lambda: posts({"role": "auditor", "function": "hrss"}),
    "a post with a member that nobody knows": lambda: posts(OFFICER | {"is_admin": True}),
    "a function with a colon, to pass for another post": lambda: posts(OFFICER | {"function": "hrss:boshan"}),
    "an area of all": lambda: posts(OFFICER | {"area": "*"}),
    "more posts than anybody has": lambda: posts(*[OFFICER] * (MOST_POSTS + 1)),
    # the form
    "nothing but the scheme": lambda: "",
    "no dots": lambda: "abc",
    "two dots and nothing": lambda: "..",
    "five parts, as an encrypted token has": lambda: "a.b.c.d.e",
    "padding": lambda: token() + "==",
    "standard base64": lambda: token().replace("-", "+").replace("_", "/") + "+",
    "huge": lambda: token(padding="x" * MOST_CHARACTERS),
    "characters beyond ASCII": lambda: "令牌.令牌.令牌",
    "a JSON serialisation": lambda: json.dumps({"payload": encoded("{}"), "signatures": []}),
}


def changed(good: str, before: str, after: str) -> str:
    header, payload, signature = good.split(".")
    claims = base64.urlsafe_b64decode(payload + "==").decode().replace(before, after)
    return f"{header}.{encoded(claims)}.{signature}"


@pytest.mark.bar(id="A3", size="every hostile token, 40 at least")
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_token_is_refused(hostile: Callable[[], str]) -> None:
    with pytest.raises(TokenInvalid) as refused:
        identity_of(f"Bearer {hostile()}")

    assert refused.value.detail is None  # what was wrong with it helps nobody but its maker


def test_at_least_forty_hostile_tokens_were_tried() -> None:
    assert len(HOSTILE) >= 40


def test_an_expired_token_is_called_expired() -> None:
    with pytest.raises(TokenExpired):
        identity_of("Bearer " + token(exp=NOW - 31))


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(["Basic d2FuZzptaW4="], id="a password"),
        pytest.param([token()], id="a token without its scheme"),
        pytest.param([f"Bearer {token()}", f"Bearer {token()}"], id="two headers"),
    ],
)
def test_what_is_no_single_bearer_token_is_refused(authorization: list[str]) -> None:
    with pytest.raises(TokenInvalid):
        identity_of(*authorization)


def test_nobody_is_asked_to_sign_in() -> None:
    with pytest.raises(Unauthenticated) as refused:
        identity_of()

    assert refused.value.code == "token_missing"


HRSS = Post(role=Role.OFFICER, function="hrss", area="zhangdian")
AUDITOR = Post(role=Role.AUDITOR)


def test_the_only_post_held_is_the_one_acted_in() -> None:
    assert acted_in([HRSS], None, {}) == HRSS


def test_of_several_posts_one_is_named() -> None:
    assert acted_in([HRSS, AUDITOR], "auditor", {}) == AUDITOR


def test_a_post_may_be_named_by_the_national_code_of_its_area() -> None:
    assert acted_in([AUDITOR, HRSS], "officer:hrss:370303", {"370303": "zhangdian"}) == HRSS


def test_of_several_posts_none_is_guessed() -> None:
    with pytest.raises(PostUnnamed) as refused:
        acted_in([HRSS, AUDITOR], None, {})

    assert "officer:hrss:zhangdian、auditor" in refused.value.errors[0].text.zh


@pytest.mark.parametrize("named", ["officer:hrss:boshan", "operator", "", "officer:hrss:zhangdian:x"])
def test_a_post_that_is_not_held_is_refused(named: str) -> None:
    with pytest.raises(PostNotHeld):
        acted_in([HRSS], named, {})


def test_who_holds_no_post_is_refused() -> None:
    with pytest.raises(PostNotHeld):
        acted_in([], None, {})


STRONG = Demands(frozenset({"mfa", "smart-card"}), most_since_sign_in=600, longest_life=900)
SIGNED_IN = {"acr": "mfa", "auth_time": NOW - 60}


def test_a_token_that_meets_what_is_demanded_of_it_lets_in() -> None:
    assert identity_of("Bearer " + token(**SIGNED_IN), demands=STRONG).subject == "wang-min"
    assert identity_of("Bearer " + token()).subject == "wang-min"


@pytest.mark.parametrize(
    "claims",
    [
        {"acr": "password"},
        {"acr": ["mfa"]},
        {"acr": None},
        {"auth_time": NOW - 700},
        {"auth_time": NOW + 700},
        {"auth_time": "long ago"},
        {"auth_time": None},
        {"exp": NOW + 900},
        {"iat": NOW - 2000},
    ],
    ids=str,
)
def test_a_token_of_a_weaker_or_older_sign_in_or_of_a_longer_life_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(TokenInvalid):
        identity_of("Bearer " + token(**SIGNED_IN | claims), demands=STRONG)


@pytest.mark.parametrize("missing", ["acr", "auth_time"])
def test_a_token_that_does_not_say_how_somebody_signed_in_is_refused_where_that_is_demanded(
    missing: str,
) -> None:
    with pytest.raises(TokenInvalid):
        identity_of("Bearer " + token(without=missing, **SIGNED_IN), demands=STRONG)


class Rotating:
    """An issuer who takes keys back."""

    issuer = ISSUER

    def __init__(self) -> None:
        self.keys = dict(KEYS)

    async def key(self, kid: str) -> Key | None:
        return self.keys.get(kid)


def test_a_token_that_was_believed_is_refused_as_soon_as_its_key_is_withdrawn() -> None:
    issuer = Rotating()
    believing = Authentication([issuer], audience="huicai", area_codes={}, now=lambda: NOW)
    stated = [f"Bearer {token()}"]
    assert asyncio.run(believing.identity(stated)).subject == "wang-min"

    issuer.keys["ec"] = STRANGER
    with pytest.raises(TokenInvalid):
        asyncio.run(believing.identity(stated))
    del issuer.keys["ec"]
    with pytest.raises(TokenInvalid):
        asyncio.run(believing.identity(stated))


def test_a_token_that_was_believed_runs_out_all_the_same() -> None:
    now = [NOW]
    believing = Authentication([Directory()], audience="huicai", area_codes={}, now=lambda: now[0])
    stated = [f"Bearer {token()}"]
    assert asyncio.run(believing.identity(stated)) == asyncio.run(believing.identity(stated))

    now[0] += 3600
    with pytest.raises(TokenExpired):
        asyncio.run(believing.identity(stated))


def test_what_is_believed_of_one_token_is_not_believed_of_another() -> None:
    believing = Authentication([Directory()], audience="huicai", area_codes={}, now=lambda: NOW)
    good = token()
    asyncio.run(believing.identity([f"Bearer {good}"]))
    head, _, signature = good.split(".")
    forged = base64.urlsafe_b64encode(json.dumps(CLAIMS | {"sub": "li-hui"}).encode()).decode().rstrip("=")

    with pytest.raises(TokenInvalid):
        asyncio.run(believing.identity([f"Bearer {head}.{forged}.{signature}"]))
