"""Processes of several hosts start at the same moment, and each finds done what another has done."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.starting import announce_years
from domain.calendar import published, published_years
from tests.conftest import Database


@pytest.fixture
def services(database: Database, tmp_path: Path) -> Iterator[tuple[Service, Service]]:
    settings = Settings(data=tmp_path, development_issuer=True, _env_file=None)
    here, there = (service_on(database.url("app"), settings) for _ in range(2))
    yield here, there
    here.close()
    there.close()


def test_given_a_process_that_looks_what_years_are_on_record_when_another_puts_them_there_then_it_starts_as_well(
    services: tuple[Service, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = services
    look, looks = here.store.load_all, []

    def looking(*asked: Any) -> Any:
        found = look(*asked)
        looks.append(asked)
        if len(looks) == 1:
            announce_years(there)
        return found

    monkeypatch.setattr(here.store, "load_all", looking)
    announce_years(here)

    assert looks
    assert here.log.max_notification_id() == len([year for year in published_years() if published(year)])
