"""A city whose log is covered and anchored, and the province above it that is its witness."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bootstrap.anchors import AnchorState, anchor_states
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.trust_policies import policy_in
from persistence.anchors import Attempts, Kind
from persistence.embedded import EmbeddedPostgres
from persistence.write_once import WriteOnceFolder
from scheduler.anchors.checking import AnchorCheck, Finding
from scheduler.anchors.keeper import AnchorKeeper
from tests.anchors.authority import TimeStampServer, authority_in
from tests.api.conftest import Town, town_on
from tests.conftest import Database
from tests.conftest import _temporary as temporary
from tests.persistence.witnessing import NAME, key_of, settings_in
from tests.sealer.conftest import GUARDED, SealedTown


class Province:
    """The instance above, as a witness."""

    def __init__(self, town: Town, settings: Settings) -> None:
        self.town = town
        self.settings = settings
        self.url = str(town.http.base_url).rstrip("/") + "/v1/witness"

    @property
    def key(self) -> str:
        return str(key_of(self.settings))

    def forgets(self) -> None:
        """A province as it was before any log was shown to it."""
        with (
            self.town.database.server.administrator(self.town.database.name) as connection,
            connection.cursor() as rows,
        ):
            rows.execute("TRUNCATE anchors.witnessed, anchors.contradictions")

    def knows(self, *keys: str) -> None:
        """Whose logs it witnesses from now on."""
        self.settings.witnessed_logs.write_text("".join(f"log {key}\n" for key in keys))


class AnchoredCity:
    """A log with events in it, the sealer over it, and the scheduler's process that goes to the anchors."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.sealed = SealedTown(database, folder)
        self.folder = folder / "medium"
        self.witnesses = folder / "witnesses"
        self.set: dict[str, object] = {}
        self._service: Service | None = None
        self._keeper: AnchorKeeper | None = None

    @property
    def service(self) -> Service:
        """That of the role huicai_scheduler, with whatever is set by now."""
        if self._service is None:
            settings = Settings(data=self.sealed.folder, anchor_interval=60, _env_file=None, **self.set)
            self._service = service_on(self.database.url("scheduler"), settings)
            self._keeper = AnchorKeeper(self._service)
        return self._service

    def is_set(self, **settings: object) -> None:
        self.close()
        self.set |= settings

    def copies_to_a_folder(self) -> None:
        WriteOnceFolder(self.folder).prepare()
        self.is_set(anchor_folder=self.folder)

    def asks(self, province: Province) -> None:
        """The province witnesses it, under its key of now."""
        self.grows(1)
        province.knows(*(str(key) for key in self.sealed.verifiers()))
        self.witnesses.write_text(f"witness province {province.key} {province.url}\n")
        self.is_set(witnesses=self.witnesses)

    def is_stamped_by(self, authority: TimeStampServer) -> None:
        self.is_set(tsa_url=authority.url, tsa_roots=authority.roots)

    def grows(self, count: int) -> None:
        """So many events more, which are covered."""
        self.sealed.recorded(count)
        self.sealed.sealer.look()

    def ticks(self, *, at_once: bool = True) -> None:
        """One tick of the scheduler, at which every anchor is due; or only what is due by the clock."""
        assert self.service
        assert self._keeper
        if at_once:
            self.done_as_superuser("UPDATE anchors.attempts SET next_attempt_at = attempted_at")
        self._keeper.tick()

    def is_later(self, by: timedelta) -> None:
        """As if all that is on record of its anchors were older by so much."""
        times = ("since", "anchored_at", "attempted_at")
        moved = ", ".join(f"{one} = {one} - %(by)s" for one in times)
        self.done_as_superuser(f"UPDATE anchors.attempts SET {moved}", by=by)

    def done_as_superuser(self, *statements: str, **values: object) -> None:
        """What only the lord of the database can: no trigger is in the way."""
        with (
            self.database.server.administrator(self.database.name) as connection,
            connection.cursor() as rows,
        ):
            for table in GUARDED:
                rows.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in statements:
                rows.execute(statement, values)

    def attempts(self, kind: Kind) -> Attempts:
        [found] = [one for anchor, one in self.service.anchors.attempts().items() if anchor.kind is kind]
        return found

    def states(self) -> dict[Kind, AnchorState]:
        return {state.anchor.kind: state for state in anchor_states(self.service)}

    def checked(self) -> list[Finding]:
        """What an auditor finds who has the folder, the keys of log and witnesses, and the authority's root."""
        believed = [
            *self.sealed.verifiers(),
            *(one.key for one in policy_in(self.set.get("witnesses")).witnesses),
        ]
        roots = self.set.get("tsa_roots")
        return [*AnchorCheck(self.sealed.auditor, self.folder, believed, roots).findings()]

    def is_rewritten(self, position: int, state: bytes = b'{"forged":1}') -> None:
        """What a superuser does who has the log's key as well: one event differs, and all is covered anew from the start.

        Afterwards database, tiles, checkpoints and published files agree with each other, under the same key and name.
        """
        self.sealed.sealer.close()
        own = ("checkpoints", "tiles", "verifier_keys", "alarms", "logs")
        self.done_as_superuser(
            "UPDATE log.events SET state = %(state)s WHERE position = %(position)s",
            *(f"DELETE FROM transparency.{table}" for table in own),
            "DELETE FROM anchors.cosignatures",
            "DELETE FROM anchors.time_stamps",
            state=state,
            position=position,
        )
        self.sealed.files_folder = self.sealed.folder / f"files of the forger {uuid4()}"
        self.sealed.sealer = self.sealed.another_sealer()
        self.sealed.sealer.look()

    def close(self) -> None:
        if self._keeper is not None and self._service is not None:
            self._keeper.close()
            self._service.close()
        self._service = self._keeper = None


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[AnchoredCity]:
    made = AnchoredCity(database, tmp_path)
    yield made
    made.close()
    made.sealed.close()


@pytest.fixture(scope="module")
def province(server: EmbeddedPostgres, template: str, tmp_path_factory) -> Iterator[Province]:
    folder = tmp_path_factory.mktemp("province")
    settings = settings_in(folder)
    stated = {"witness_name": NAME, "witnessed_logs": settings.witnessed_logs, "packages_per_address": 10_000}
    with (
        temporary(server, template) as database,
        town_on(database, folder, projected=False, **stated) as town,
    ):
        yield Province(town, settings)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Iterator[TimeStampServer]:
    with authority_in(tmp_path_factory.mktemp("tsa")) as made:
        yield made
