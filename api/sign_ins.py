"""Who comes in, told to the security log once for each token or key and day (登录记录), and how often somebody may fail to.

A failure is put on record as long as one address, and all together, do not fail too often: else whoever likes could
fill the log. Beyond that it is refused as one request too many, and only counted. A good token is let in all the same:
one bad neighbour must not shut an office out that comes from the same address.
"""

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from api.refusals import TokenInvalid
from bootstrap.service import Service
from domain.authorization import Post, Role, must_be_separated
from domain.calendar import OFFICE_ZONE
from domain.posts import SEPARATED
from domain.security import SecurityKind, SecurityLine

MOST_REMEMBERED = 10_000
LONGEST_TOKEN = timedelta(days=1)
UNKNOWN = "anonymous"


class SignIns:
    """What this process remembers of who has come in; the log itself has each first use once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def has_come_in(self, credential: str, post: Post) -> bool:
        """Whether this process has seen the token or key today; nothing is waited for."""
        return self._is_remembered(_digest(credential, post, self._service.clock()))

    def came_in(self, credential: str, subject: str, post: Post, correlation_id: UUID) -> None:
        """Somebody has come in. Raises `RolesNotSeparated` for an account that has come in as another of the three."""
        at = self._service.clock()
        digest = _digest(credential, post, at)
        if self._is_remembered(digest):
            return
        if post.role in SEPARATED:
            self._must_be_separated(subject, post, at)
        self._service.security.note(
            SecurityLine(
                at=at,
                kind=SecurityKind.SIGNED_IN,
                actor=subject,
                role=post.role,
                function=post.function,
                area=post.area,
                enterprise_id=post.enterprise_id,
                credential=digest,
                valid_until=at + LONGEST_TOKEN,
                correlation_id=correlation_id,
            )
        )
        self._remember(digest)

    def failed(self, refused: TokenInvalid, correlation_id: UUID) -> None:
        """Somebody has come with what is no good."""
        self._service.security.note(
            SecurityLine(
                at=self._service.clock(),
                kind=SecurityKind.SIGN_IN_FAILED,
                actor=UNKNOWN,
                code=refused.code,
                correlation_id=correlation_id,
            )
        )

    def _must_be_separated(self, subject: str, post: Post, at: datetime) -> None:
        """In the last day, by a token or a key, under whichever account of the person."""
        person = subject.partition(" ")[0]
        account = self._service.office.account_of(person)
        names = account.accounts if account is not None else frozenset({person})
        seen = {role for name in names for role in self._service.security.signed_in_as(name, at)}
        keyed = {key.post.role for key in account.keys_at(at)} if account is not None else set()
        must_be_separated([post.role, *map(Role, seen), *keyed])

    def _is_remembered(self, digest: bytes) -> bool:
        with self._lock:
            return digest in self._seen

    def _remember(self, digest: bytes) -> None:
        with self._lock:
            self._seen[digest] = None
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.popitem(last=False)


def _digest(credential: str, post: Post, at: datetime) -> bytes:
    return hashlib.sha256(f"{credential} {at.astimezone(OFFICE_ZONE).date()} {post.role}".encode()).digest()
