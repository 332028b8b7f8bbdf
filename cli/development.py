"""Tokens for trying things out: one per role, minted by the development issuer."""

from datetime import timedelta
from uuid import UUID

from api.development_issuer import DevelopmentIssuer
from bootstrap.settings import Settings
from cli.complaints import NoServerHere, NoSuchPost
from domain.authorization import Post, Role

LIFETIME = timedelta(hours=12)
CITY, CITY_AREA, DISTRICT = "370300", "zibo-shibenji", "zhangdian"
NO_ENTERPRISE = UUID(int=0)

# One for every role, and for the city's officers one per department that the quota route knows.
DEVELOPERS: dict[str, Post] = {
    "city-hrss": Post(role=Role.OFFICER, function="hrss", area=CITY_AREA),
    "city-drc": Post(role=Role.OFFICER, function="drc", area=CITY_AREA),
    "city-miit": Post(role=Role.OFFICER, function="miit", area=CITY_AREA),
    "city-window": Post(role=Role.OFFICER, function="window", area=CITY_AREA),
    "district-window": Post(role=Role.OFFICER, function="window", area=DISTRICT),
    "district-hrss": Post(role=Role.OFFICER, function="hrss", area=DISTRICT),
    "specialist": Post(role=Role.SPECIALIST, enterprise_id=NO_ENTERPRISE),
    "auditor": Post(role=Role.AUDITOR),
    "provider": Post(role=Role.PROVIDER),
    "window": Post(role=Role.WINDOW),
    "operator": Post(role=Role.OPERATOR),
    "security": Post(role=Role.SECURITY),
}


def minted(settings: Settings, subject: str, post: Post) -> str:
    """A token for one post. Whether a server accepts it is that server's setting."""
    switched_on = settings.model_copy(update={"development_issuer": True})
    return DevelopmentIssuer(switched_on).mint(subject, [post], LIFETIME)


def minted_as_the_server(settings: Settings, subject: str, post: Post) -> str:
    """A token with the key of the server that has these data. Raises `NoServerHere` where there is none, and `NoSuchPost`."""
    if not post.can_come_in:
        raise NoSuchPost(post.role)
    if not DevelopmentIssuer.key_file(settings).exists():
        raise NoServerHere(
            f"no server has run with HUICAI_DEVELOPMENT_ISSUER=true and its data in {settings.data.resolve()}; "
            "start one, or set HUICAI_DATA to the folder that it names"
        )
    return minted(settings, subject, post)
