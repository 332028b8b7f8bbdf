"""What is done once before anything is served: every policy pack is published (发布政策版本)."""

from uuid import uuid4

from eventsourcing.application import AggregateNotFoundError

from bootstrap.service import Service
from domain.aggregates import Policy
from domain.authorization import Role
from domain.base import Authority, Capacity
from domain.office import Request
from domain.policy.pack import Pack
from domain.use_cases.publishing_policies import PublishPolicy

ACTOR = "huicai"


def publish_packs(service: Service) -> None:
    """Publish each pack once, as a decision of the system's.

    The key makes sure that of many processes that start at once one publishes, and the others repeat it.
    Raises `VersionTextChanged` for a pack that says something else than when it was published.
    """
    for pack in service.policies.versions:
        published = _published(pack, service)
        if published is None:
            service.office.carry_out(PublishPolicy(pack=pack), _authority(pack, service), _request(pack))
        else:
            published.must_say_the_same_as(pack)


def _published(pack: Pack, service: Service) -> Policy | None:
    try:
        policy: Policy = service.store.repository.get(Policy.id_of(pack.version))
    except AggregateNotFoundError:
        return None
    return policy


def _authority(pack: Pack, service: Service) -> Authority:
    now = service.clock()
    return Authority(
        actor=ACTOR,
        capacity=Capacity.SYSTEM,
        role=Role.SYSTEM,
        reason_code="start_up",
        effective_on=min(pack.effective_from, now.date()),
        at=now,
    )


def _request(pack: Pack) -> Request:
    command_id = uuid4()
    return Request(
        command_id=command_id,
        correlation_id=command_id,
        key=f"publish {pack.version}",
        fingerprint=bytes.fromhex(pack.sha256),
        render=lambda policy, _: {"id": str(policy.id), "version": pack.version, "sha256": pack.sha256},
    )
