"""What is done once before anything is served: every policy pack is published (发布政策版本), and so is the calendar."""

import hashlib
from datetime import date
from typing import Any
from uuid import uuid4

from bootstrap.service import Service
from domain.aggregates import Policy, WorkingYear
from domain.aggregates.working_year import NoticeSource
from domain.authorization import Role
from domain.base import Authority, Capacity
from domain.calendar import HolidayNotice, published, published_years
from domain.office import Request
from domain.policy.pack import Pack
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import PublishShippedPolicy

ACTOR = "huicai"


def publish_packs(service: Service) -> None:
    """Publish each pack once, as a decision of the system's.

    The key makes sure that of many processes that start at once one publishes, and the others repeat it.
    Raises `VersionTextChanged` for a pack that says something else than when it was published.
    """
    for pack in service.policies.versions:
        published = _published(pack, service)
        if published is None:
            service.office.carry_out(
                PublishShippedPolicy(pack=pack),
                _authority(service, since=pack.effective_from),
                _request(pack),
            )
        else:
            published.must_say_the_same_as(pack)


def announce_years(service: Service) -> None:
    """Put on record what the library of holidays knows of the years, so that every date is computed from the log.

    What an operator has put on record stands above it.
    """
    notices = _news(service)
    if notices:
        said = repr(notices).encode()
        service.office.carry_out(
            AnnouncePublishedYears(notices=notices),
            _authority(service),
            _of_years(hashlib.sha256(said).digest()),
        )


def _news(service: Service) -> tuple[HolidayNotice, ...]:
    """What is not on record, by one look at all years: another process that starts puts all of them there at once."""
    notices = [notice for notice in map(published, published_years()) if notice]
    on_record = service.store.load_all(WorkingYear.id_of(notice.year) for notice in notices)
    return tuple(
        notice for notice in notices if _is_news(notice, on_record.get(WorkingYear.id_of(notice.year)))
    )


def _is_news(notice: HolidayNotice, known: Any) -> bool:
    return known is None or (known.source is NoticeSource.LIBRARY and known.notice != notice)


def _published(pack: Pack, service: Service) -> Policy | None:
    policy: Policy | None = service.store.find(Policy.id_of(pack.version))
    return policy


def _authority(service: Service, *, since: date = date.max) -> Authority:
    now = service.clock()
    return Authority(
        actor=ACTOR,
        capacity=Capacity.SYSTEM,
        role=Role.SYSTEM,
        reason_code="start_up",
        effective_on=min(since, now.date()),
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


def _of_years(digest: bytes) -> Request:
    command_id = uuid4()
    return Request(
        command_id=command_id,
        correlation_id=command_id,
        key=f"announce years {digest.hex()[:16]}",
        fingerprint=digest,
        render=lambda year, _: {"id": str(year.id), "version": year.version},
    )
