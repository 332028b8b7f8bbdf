"""A town in which there is something of every kind that has an id, with the answers that brought those ids along."""

import re
from collections import defaultdict
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from httpx import Response

from api.command_addresses import COMMAND_AT
from api.explained import PARAMETERS
from api.guide import GUIDE
from bootstrap.service import service_on
from bootstrap.settings import Settings
from domain.authorization import is_permitted
from domain.errors import Refusal
from domain.readings import READINGS, must_be_let_ask
from persistence.card_tokens import CardToken
from scheduler.keeper import Keeper
from scheduler.schedule import CALENDAR
from sealer.running import files_of, sealing_store, signers_of
from sealer.sealer import Sealer
from tests.api.cards import done, in_force
from tests.api.cases import Applying
from tests.api.conftest import CITY, ZHANGDIAN, Person, Town
from tests.api.rights.offices import furnished, name_of, person, standing
from tests.api.rights.table import OF_ANOTHER_CITY, WHO
from tests.api.test_attachments import PDF, handed_in

SECOND = "-second"  # for four eyes it takes two of each office


class Answer(NamedTuple):
    """What was answered, and the parts of the address that was asked."""

    asked: dict[str, str]
    told: Any

    def says(self, expression: str) -> Any:
        """What a link's runtime expression stands for here; nothing if there is nothing."""
        if expression.startswith("$request.path."):
            return self.asked.get(expression.removeprefix("$request.path."))
        found = self.told
        for part in expression.removeprefix("$response.body#/").split("/"):
            try:
                found = found[int(part) if isinstance(found, list) else part]
            except (KeyError, IndexError):
                return None
        return found


class Lively:
    """The town, who may do what in it, and what it has answered."""

    def __init__(self, town: Town) -> None:
        self.town = town
        contract = town.http.get("/openapi.json").json()
        self.operations = {
            operation["operationId"]: (path, method, operation)
            for path, ways in contract["paths"].items()
            for method, operation in ways.items()
        }
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self._addresses = [
            (method.upper(), re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), name)
            for name, (path, method, _) in self.operations.items()
        ]
        town.http.event_hooks["response"].append(self._keep)
        furnished(town)
        self._has_cards()
        self._has_cases()
        self._has_what_offices_keep()
        self._is_looked_at()
        town.http.event_hooks["response"].remove(self._keep)

    # -- who -------------------------------------------------------------------------------------------

    def who_may(self, operation: str) -> list[str]:
        """Everybody whose post may send or ask it."""
        return [who for who in sorted(set(WHO) - OF_ANOTHER_CITY) if self._may(who, operation)]

    def person(self, who: str) -> Person:
        return person(self.town, who)

    def token(self, who: str, *, is_second: bool = False) -> str:
        name = name_of(who) + (SECOND if is_second else "")
        return self.town.issuer.mint(name, [WHO[who](self.town)], timedelta(hours=12))

    def _may(self, who: str, operation: str) -> bool:
        path, method, _ = self.operations[operation]
        cities, authority = self.town.service.office.cities, standing(self.town, who)
        if method == "post" and path in COMMAND_AT:
            return is_permitted(COMMAND_AT[path], authority, cities)
        if operation not in READINGS:
            return True
        try:
            must_be_let_ask(operation, authority, cities)
        except Refusal:
            return False
        return True

    # -- what is said ----------------------------------------------------------------------------------

    def natural_keys(self) -> dict[str, Any]:
        """What whoever asks knows: the examples of the contract, or what is there of it."""
        ran = self.answers["RunJob"][-1].told["slot"]
        return PARAMETERS | {"year": self.town.service.clock().year, "name": "report.json", "slot": ran}

    def body(self, operation: str) -> dict[str, Any]:
        """The example of the contract, about things of this town."""
        _, other = self.twins
        twin = {"ground": "file", "other_id": other.case_id}
        about: dict[str, dict[str, Any]] = {
            "ProposePerson": {"talent_id": self.town.talent_id},
            "ReplacePerson": {"talent_id": self.town.talent_id},
            "AddToBatch": {"card_application_id": self.reviewed.case_id},
            "AddToProduction": {"card_ids": [self.card_id]},
            "RemoveFromProduction": {"card_id": self.card_id},
            "MergeDemand": {"surviving_demand_item_id": self.demand_id},
            "MergeEnterprise": {"surviving_enterprise_id": self.town.own},
            "StateEmployer": {"employer_id": self.town.own},
            "MigrateCase": {"policy_version": "zibo-2023/1"},
            "DismissDuplicate": twin,
            "UpholdDuplicate": twin,
        }
        return (GUIDE[operation].body or {}) | about.get(operation, {})

    # -- what there is ---------------------------------------------------------------------------------

    def _keep(self, answer: Response) -> None:
        asked = answer.request
        if not answer.is_success or answer.headers["content-type"] != "application/json":
            return
        for method, address, name in self._addresses:
            if method == asked.method and (at := address.fullmatch(asked.url.path)):
                answer.read()
                self.answers[name].append(Answer(at.groupdict(), answer.json()))

    def _has_cards(self) -> None:
        """A card that was used, and one that is to be made."""
        town = self.town
        (used, _), (plain, _) = in_force(town), in_force(town)
        token = town.service.card_tokens.written(CardToken(UUID(used.rpartition("/")[2]), 1))
        done(town.provider().posts("/v1/service-uses", card_token=token, service="health_check"))
        self.card_id = plain.rpartition("/")[2]

    def _has_cases(self) -> None:
        """One that was decided, two with the same file, and one that somebody looked at in an emergency."""
        town = self.town
        self.approved = Applying(town, "示例十一号有限公司").approved()
        self.twins = [
            Applying(town, f"示例{name}号有限公司", function="miit").drafted() for name in ("十二", "十三")
        ]
        for one in self.twins:
            assert handed_in(one, PDF, kind="achievement_evidence").status_code == 201
            done(one.specialist.posts(f"{one.case}/submission"))
        self.reviewed = Applying(town, "示例十四号有限公司").reviewed()
        look = {"minutes": 10, "reason": "示例：值班代查"}
        done(town.officer("miit", "boshan", "xu-boshan").posts(f"{self.reviewed.case}/emergency", **look))
        rows = [{"row": 1, "facts": {"card_application_id": self.reviewed.case_id}}]
        handed = {"city": CITY, "operation": "ReviewCase", "rows": rows}
        done(self.reviewed.department().posts("/v1/bulk-jobs", **handed))

    def _has_what_offices_keep(self) -> None:
        """An enterprise with its people, a second demand, jobs that run, a sample, and a log that is sealed."""
        town, hrss = self.town, self.town.officer("hrss")
        enterprise = f"/v1/enterprises/{town.enterprise('示例十五号有限公司')}"
        done(hrss.posts(f"{enterprise}/principals", name="周舟"))
        done(hrss.posts(f"{enterprise}/specialists", name="陈芳", phone="13800138000"))
        asked = {"ledger": "opinion", "details": {"content": "示例"}, "enterprise_id": town.own}
        window = town.officer("window", ZHANGDIAN)
        self.demand_id = done(window.posts("/v1/demand-items", city=CITY, **asked))["id"]
        settings = Settings(data=town.service.settings.data, threads=2, _env_file=None)
        scheduler = service_on(town.database.url("scheduler"), settings)
        for job in CALENDAR:
            keeper = Keeper(job, scheduler)
            keeper.tick()
            keeper.close()
        scheduler.close()
        drawn = {"sampled": {"city": CITY}, "wanted": 1}
        done(town.auditor().posts(f"/v1/audit/samples?min_position={town.position()}", **drawn))
        with sealing_store(town.database.url("sealer")) as store:
            sealer = Sealer(store, signers_of(settings), files_of(settings))
            sealer.look()
            sealer.close()

    def _is_looked_at(self) -> None:
        """Every list of which the first item links to something, once more with an item that has all that is asked of one."""
        now = {"min_position": str(self.town.position())}
        one, _ = self.twins
        lists: tuple[tuple[str, dict[str, str]], ...] = (
            ("/v1/enterprises", now),
            ("/v1/card-applications", now),
            ("/v1/card-applications", now | {"enterprise_id": one.enterprise_id}),
            ("/v1/card-applications", now | {"route": "panel"}),
            ("/v1/panels", now),
            ("/v1/cards", now),
            ("/v1/cards", now | {"status": "in_force"}),
            ("/v1/production-batches", now),
            ("/v1/demand-items", now),
            (f"/v1/automatic-grants/{CITY}/honor", {}),
            ("/v1/report-deliveries", now),
            ("/v1/inbox/reports", now),
            ("/v1/audit/samples", {"city": CITY}),
            ("/v1/jobs", {}),
            ("/v1/accounts", {}),
        )
        for path, asked in lists:
            answers = [self.person(who).gets(path, **asked) for who in ("auditor", "city HRSS")]
            assert answers[0].is_success, answers[0].text
        job = self.answers["jobs"][0].told["items"][0]["job"]
        done(self.person("operator").posts(f"/v1/jobs/{job}/runs"))
