"""What may be done with a quota and its places now, found out by rehearsing the use cases themselves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from api.rehearsing import STAND_IN
from api.rendering.actions import SOMEBODY, Action, Actions, actions_of, may_ever_send, settled
from api.viewer import Viewer
from domain.aggregates import Enterprise, Quota
from domain.authorization import Command
from domain.base import Authority
from domain.errors import NotFound
from domain.places import Place
from domain.store import copied
from domain.use_cases import USE_CASES
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    CloseQuota,
    DeclineTransfer,
    FileMethod,
    NominateEnterprise,
    PlaceCommand,
    ProposePerson,
    QuotaCommand,
    ReopenQuota,
    ReplacePerson,
    RequestTransfer,
    ReviseLimits,
    WithdrawNomination,
)

Rest = Callable[[Quota, Authority], None]

OF_PLACE: tuple[type[PlaceCommand], ...] = (
    WithdrawNomination,
    RequestTransfer,
    AcceptTransfer,
    DeclineTransfer,
    ProposePerson,
    ReplacePerson,
)


class QuotaActions:
    """Rehearses the commands about one quota for one viewer. An enterprise is loaded once for all of them."""

    def __init__(self, quota: Quota, viewer: Viewer) -> None:
        self._quota = quota
        self._viewer = viewer
        self._enterprises: dict[UUID, Enterprise] = {}
        self._ever = frozenset(command for command in OF_PLACE if may_ever_send(command, viewer))

    def about_quota(self) -> Actions:
        """What may be done with the quota. What this post may never do with any place is said here, once."""
        address, limits = address_of(self._quota), self._quota.places
        commands: list[QuotaCommand] = [
            ReviseLimits(
                **address, city_limit=limits.city_limit, department_limits=dict(limits.department_limits)
            ),
            FileMethod(**address),
            CloseQuota(**address),
            *([ReopenQuota(**address)] if self._quota.is_closed else []),
        ]
        nomination = self._action(NominateEnterprise(**address, enterprise_id=SOMEBODY), _nominate)
        never = [Action(command, settled) for command in OF_PLACE if command not in self._ever]
        possible = [nomination, *(self._action(command) for command in commands), *never]
        return actions_of(possible, self._viewer, **address)

    def about(self, place: Place) -> Actions:
        """What may be done with a place that is held, as far as this post may ever do it."""
        if not place.is_held:
            return Actions()
        address = {**address_of(self._quota), "place_id": place.id}
        others = [one for one in self._quota.places.department_limits if one != place.department]
        possible = (
            self._action(WithdrawNomination(**address)),
            self._action(RequestTransfer(**address, to_department=(*others, STAND_IN)[0])),
            self._action(AcceptTransfer(**address)),
            self._action(DeclineTransfer(**address)),
            self._action(ProposePerson(**address, talent_id=SOMEBODY), _proposing(place)),
            self._action(ReplacePerson(**address, talent_id=SOMEBODY), _replacing(place)),
        )
        offered = [action for action in possible if action.command in self._ever]
        return actions_of(offered, self._viewer, **address)

    def _action(self, command: QuotaCommand, rest: Rest | None = None) -> Action:
        return Action(type(command), lambda authority: self._rehearse(command, authority, rest))

    def _rehearse(self, command: Command, authority: Authority, rest: Rest | None) -> None:
        """Carry the command out on copies. Once it asks for what the sender would choose, the rest decides."""
        work = self._viewer.rehearsals.work(command, authority)
        quota = work.add(copied(self._quota))
        work.touched[SOMEBODY] = quota  # so that nobody looks for somebody whom there is not
        for enterprise in self._enterprises.values():
            work.add(enterprise)
        try:
            USE_CASES[type(command)](command, work)
        except NotFound as missing:
            if rest is None or (missing.blocked_by or {}).get("id") != str(SOMEBODY):
                raise
            rest(quota, authority)
        finally:
            self._enterprises |= {
                id_: one for id_, one in work.touched.items() if isinstance(one, Enterprise)
            }


class NoActions:
    """What may be done with a quota as it was in the past."""

    def about_quota(self) -> Actions:
        """Nothing."""
        return Actions()

    def about(self, _: Place) -> Actions:
        """Nothing."""
        return Actions()


def address_of(quota: Quota) -> dict[str, Any]:
    """The parts of the quota's address, which are its natural key."""
    return {"city": quota.city, "card_type": quota.card_type, "quota_year": quota.quota_year}


def _nominate(quota: Quota, authority: Authority) -> None:
    quota.must_have_room(authority.function or "")


def _proposing(place: Place) -> Rest:
    return lambda quota, authority: quota.propose_person(
        place.id, SOMEBODY, area=STAND_IN, authority=authority
    )


def _replacing(place: Place) -> Rest:
    return lambda quota, authority: quota.replace_person(
        place.id, SOMEBODY, area=STAND_IN, authority=authority
    )
