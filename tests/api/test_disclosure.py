"""What leaves the house about people: masked everywhere, marked when erased, never passed off when altered."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from api.disclosure import ErasedFact, MaskedFact, PersonalShown
from api.rendering.shown import Shown
from domain.personal_data import Personal
from persistence.datastore import Datastore, open_engine
from tests.api.conftest import CITY, LETTER, PAPER, QUOTA, ZHANGDIAN, Town, as_owner, list_of, talent_named
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.persistence.searching import everything_stored
from tests.projections.waiting import until

NUMBER, NEW_NUMBER = identity_number_of(990), "EA0000999"
KEY = {"Idempotency-Key": "k-1"}
CANARIES = {
    "name of a talent": "金丝雀",
    "new name of a talent": "金丝燕",
    "number of a document": NUMBER,
    "number of a passport": NEW_NUMBER,
    "phone of a talent": "13800138991",
    "name of a principal": "黄鹂",
    "title of a principal": "首席鸟类学家",
    "phone of a principal": "13800138992",
    "principal of a list": "画眉",
    "phone of a list": "13800138993",
    "reason of a nomination": "因为他姓金丝雀且住在张店区鸟巢小区",
    "reason of a withdrawal": "他本人打电话说不想要了",
    "reason of a replacement": "证件遗失于某医院",
}
ROWS = [
    {
        "row": 3,
        "name": "示例一号有限公司",
        "uscc": credit_code_of(31),
        "area": ZHANGDIAN,
        "principals": [{"name": "画眉", "role": "chairman", "title": "首席鸟类学家", "phone": "13800138993"}],
    }
]


@pytest.fixture(scope="module")
def answers(settled_town: Town) -> list[tuple[str, str]]:
    """Every operation's answer about one enterprise, its principals, its place and its talent, as text."""
    return [(path, answer) for path, answer in everything(settled_town)]


def everything(town: Town) -> Iterator[tuple[str, str]]:
    drc, hrss, auditor = town.officer("drc"), town.officer("hrss"), town.auditor()

    def said(answer: Any) -> tuple[str, str]:
        assert answer.is_success, answer.text
        return f"{answer.request.method} {answer.request.url.path}", answer.text

    yield said(drc.posts("/v1/enterprise-lists?dry_run=true", **list_of("drc", ROWS)))
    imported = drc.posts("/v1/enterprise-lists", **list_of("drc", ROWS))
    yield said(imported)
    gone = [ROWS[0] | {"principals": [{"name": "黄鹂", "role": "chairman"}]}]
    yield said(drc.posts("/v1/enterprise-lists?dry_run=true", **list_of("drc", gone, 2)))
    own = imported.json()["rows"][0]["enterprise_id"]
    enterprise = f"/v1/enterprises/{own}"
    yield said(hrss.posts(f"{enterprise}/principals", name="黄鹂", title="首席鸟类学家", phone="13800138992"))
    registered = hrss.posts(
        "/v1/talents", **talent_named("金丝雀", 990, employer_id=own, phone="13800138991")
    )
    yield said(registered)
    talent = f"/v1/talents/{registered.json()['id']}"
    document = registered.json()["documents"][0]["id"]
    passport = {"kind": "passport", "issuing_country": "CHN", "number": NEW_NUMBER}
    yield said(hrss.posts(f"{talent}/name", name="金丝燕"))
    yield said(
        hrss.posts(f"{talent}/documents/{document}/replacement", document=passport, reason="证件遗失于某医院")
    )
    town.quota()
    nominated = drc.posts(
        f"{QUOTA}/nominations",
        enterprise_id=own,
        documents=[LETTER],
        reason="因为他姓金丝雀且住在张店区鸟巢小区",
    )
    yield said(nominated)
    place = nominated.headers["location"]
    yield said(town.specialist(own).posts(f"{place}/proposal", talent_id=registered.json()["id"]))
    position = {"min_position": str(town.position())}
    for path in (
        "/v1/quotas", QUOTA, f"{QUOTA}/history", f"{QUOTA}/places", place, "/v1/enterprises", enterprise,
        f"{enterprise}/history", "/v1/enterprise-lists", f"/v1/enterprise-lists/{CITY}/cluster_leader",
        imported.headers["location"], talent, f"{talent}/history", "/metrics", "/readyz",
    ):  # fmt: skip
        yield said(auditor.gets(path, **(position if path.startswith("/v1") else {})))
    workbook = load_workbook(io.BytesIO(hrss.gets(f"{QUOTA}.xlsx", **position).content))
    yield f"GET {QUOTA}.xlsx", str(list(workbook.active.iter_rows(values_only=True)))
    yield said(drc.posts(f"{place}/withdrawal", reason="他本人打电话说不想要了"))
    yield said(auditor.gets(f"{QUOTA}/history"))
    stale = hrss.posts(f"{QUOTA}/closing", headers={"If-Match": '"1"'})
    yield "a stale command", stale.text
    with town.service.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT answer::text FROM log.commands").all()
        yield "the stored answers", "".join(str(row) for row in rows)
    yield "the refusal log", json.dumps(town.refusals(), default=str, ensure_ascii=False)


@pytest.mark.parametrize("canary", CANARIES)
def test_nothing_that_was_stated_of_a_person_comes_back_in_clear(
    answers: list[tuple[str, str]], canary: str
) -> None:
    leaks = [path for path, answer in answers if CANARIES[canary] in answer]

    assert not leaks


def test_the_canaries_would_have_been_seen(answers: list[tuple[str, str]]) -> None:
    said = dict(answers)

    assert "金**" in said[f"GET {QUOTA}/places"]
    assert "黄*" in "".join(said.values())
    assert "138****8991" in "".join(said.values())
    assert "E******99" in "".join(said.values())
    assert len(answers) > 25


def test_of_an_erased_person_only_the_mark_is_left(town: Town) -> None:
    [own] = town.listed("示例一号有限公司")
    talent, quota = town.talent("李慧", employer_id=own), town.quota()
    place = town.nominated(own)
    town.specialist(own).posts(f"{quota}/nominations/{place}/proposal", talent_id=talent)
    before = town.auditor().gets(f"/v1/talents/{talent}")

    town.service.vault.erase(UUID(talent))

    shown = town.auditor().gets(f"/v1/talents/{talent}", headers={"If-None-Match": before.headers["etag"]})
    history = town.auditor().gets(f"/v1/talents/{talent}/history").json()["items"]
    places = town.auditor().gets(f"{quota}/places", min_position=str(town.position())).json()["items"]
    sheet = load_workbook(io.BytesIO(town.officer("hrss").gets(f"{quota}.xlsx").content)).active
    assert (shown.json()["name"], shown.json()["documents"][0]["number"]) == (
        {"erased": True},
        {"erased": True},
    )
    assert shown.json()["version"] == before.json()["version"]
    assert history[0]["facts"]["name"] == {"erased": True}
    assert [place["talent_name"] for place in places] == [{"erased": True}]
    assert "（已删除）" in [cell for row in sheet.iter_rows(values_only=True) for cell in row]


def test_a_repetition_tells_of_an_erased_person_what_a_look_tells(town: Town) -> None:
    hrss, body = town.officer("hrss"), talent_named("甄知微", 990, phone="13900005678")
    first = hrss.posts("/v1/talents", headers=KEY, **body)
    talent = first.json()["id"]

    town.service.vault.erase(UUID(talent))

    again = hrss.posts("/v1/talents", headers=KEY, **body)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert [again.headers[name] for name in ("etag", "location")] == [
        first.headers[name] for name in ("etag", "location")
    ]
    erased = {"erased": True}
    assert (again.json()["name"], again.json()["phone"]) == (erased, erased)
    assert again.json()["documents"][0]["number"] == erased
    looked = hrss.gets(f"/v1/talents/{talent}").json()
    assert [again.json()[fact] for fact in ("name", "phone")] == [looked[fact] for fact in ("name", "phone")]
    for masked in ("甄", "139****5678", NUMBER[:3] + "*", "*" + NUMBER[-2:]):
        assert masked in first.text
        assert masked not in again.text


def test_nothing_masked_of_a_person_lies_in_any_table(town: Town) -> None:
    enterprise = town.enterprise("示例一号有限公司")
    named = town.officer("hrss").posts(
        f"/v1/enterprises/{enterprise}/principals", name="甄知微", title="馆长", phone="13900005678"
    )
    registered = town.officer("hrss").posts("/v1/talents", **talent_named("甄知微", 990, phone="13900005678"))

    owner = Datastore(open_engine(town.database.url("owner")))
    tables = everything_stored(owner).decode(errors="replace")
    owner.close()

    assert "甄**" in named.text + registered.text
    for canary in ("甄", "139****5678", registered.json()["documents"][0]["number"]):
        assert canary in named.text + registered.text
        assert canary not in tables


def test_a_repetition_is_the_same_bytes_whatever_has_moved_on_while_nobody_is_erased(town: Town) -> None:
    hrss, body = town.officer("hrss"), {"name": "甄知远"}
    talent = f"/v1/talents/{town.talent('甄知微')}"
    stated = KEY | {"If-Match": '"1"'}
    first = hrss.posts(f"{talent}/name", headers=stated, **body)
    hrss.posts(f"{talent}/name", name="曾知远")

    again = hrss.posts(f"{talent}/name", headers=stated, **body)
    stale = hrss.posts(f"{talent}/name", headers={"If-Match": '"1"'}, **body)

    assert (again.status_code, again.content) == (200, first.content)
    assert "甄**" in again.text
    assert again.headers["idempotency-replayed"] == "true"
    assert stale.status_code == 412


def test_of_several_persons_in_an_answer_only_the_erased_one_is_gone_from_it(town: Town) -> None:
    enterprise = f"/v1/enterprises/{town.enterprise('示例一号有限公司')}"
    hrss = town.officer("hrss")
    hrss.posts(f"{enterprise}/principals", name="黄鹂", phone="13800138992")
    body = {"name": "画眉", "phone": "13800138993"}
    hrss.posts(f"{enterprise}/principals", headers=KEY, **body)
    [huang, hua] = town.service.store.repository.get(UUID(enterprise[-36:])).principals.values()

    town.service.vault.erase(huang.name.subject)

    again = hrss.posts(f"{enterprise}/principals", headers=KEY, **body).json()["principals"]
    assert [one["name"] for one in again] == [{"erased": True}, "画*"]
    assert [one["phone"] for one in again] == [{"erased": True}, "138****8993"]
    assert hua.name.subject != huang.name.subject


def test_an_answer_that_was_altered_is_an_alarm_and_never_looks_like_an_erasure(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    hrss = town.officer("hrss")
    bodies = [talent_named("甄知微", 990), talent_named("甄知远", 991)]
    for number, body in enumerate(bodies):
        hrss.posts("/v1/talents", headers={"Idempotency-Key": f"k-{number}"}, **body)
    as_owner(
        town.database,
        """ALTER TABLE log.commands DISABLE TRIGGER USER;
           UPDATE log.commands SET answer = (SELECT answer FROM log.commands WHERE key = 'k-1') WHERE key = 'k-0'""",
    )

    answer = hrss.posts("/v1/talents", headers={"Idempotency-Key": "k-0"}, **bodies[0])

    assert (answer.status_code, answer.json()["code"]) == (500, "personal_data_altered")
    assert "erased" not in answer.text
    until(lambda: [r for r in caplog.records if r.levelname == "ERROR" and "ALARM" in r.getMessage()])


def test_a_command_about_an_erased_person_is_refused_and_leaves_a_line(town: Town) -> None:
    talent = town.talent("李慧")
    town.service.vault.erase(UUID(talent))

    answer = town.officer("hrss").posts(f"/v1/talents/{talent}/name", name="李惠")

    assert (answer.status_code, answer.json()["code"]) == (409, "subject_erased")
    assert [line["code"] for line in town.refusals()] == ["subject_erased"]


def test_an_altered_fact_is_an_alarm_and_never_looks_like_an_erasure(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = town.talent("李慧"), town.talent("王强")
    as_owner(
        town.database,
        f"""ALTER TABLE log.events DISABLE TRIGGER USER;
            UPDATE log.events SET state = (SELECT state FROM log.events WHERE originator_id = '{second}')
             WHERE originator_id = '{first}'""",
    )

    answer = town.auditor().gets(f"/v1/talents/{first}")

    assert (answer.status_code, answer.json()["code"]) == (500, "personal_data_altered")
    assert "erased" not in answer.text
    until(lambda: [r for r in caplog.records if r.levelname == "ERROR" and "ALARM" in r.getMessage()])


def test_a_missing_key_is_an_alarm_of_its_own(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    talent = town.talent("李慧")
    as_owner(
        town.database,
        f"""ALTER TABLE vault.keys DISABLE TRIGGER USER;
            DELETE FROM vault.subjects WHERE subject = '{talent}';
            DELETE FROM vault.keys WHERE subject = '{talent}'""",
    )

    answer = town.auditor().gets(f"/v1/talents/{talent}")

    assert (answer.status_code, answer.json()["code"]) == (500, "personal_data_key_missing")
    until(lambda: [r for r in caplog.records if "ALARM" in r.getMessage()])


def test_what_is_read_is_never_kept_by_a_cache(town: Town) -> None:
    talent = town.talent("李慧")

    assert town.auditor().gets(f"/v1/talents/{talent}").headers["cache-control"] == "no-store"


def test_papers_of_a_decision_are_no_personal_data(town: Town) -> None:
    town.officer("hrss").posts(QUOTA, documents=[PAPER])

    [opened] = town.auditor().gets(f"{QUOTA}/history").json()["items"]
    assert opened["envelope"]["documents"][0]["number"] == PAPER["number"]


class Told(Shown):
    fact: PersonalShown | None


class Telling(Shown):
    plain: str
    told: Told | None = None
    one_by_one: tuple[Told, ...] = ()
    by_name: dict[str, Told] | None = None
    within: "Telling | None" = None


def test_an_answer_has_every_masked_fact_as_the_fact_it_is_wherever_it_stands() -> None:
    li, wang = uuid4(), uuid4()
    of_li, of_wang = Told(fact=MaskedFact.of(li, "李**")), Told(fact=MaskedFact.of(wang, "王**"))
    inner = Telling(plain="内", told=of_wang, one_by_one=(of_li, Told(fact=ErasedFact())))

    answer = Telling(plain="外", by_name={"她": of_li}, within=inner).as_answer()

    of_her = {"fact": Personal(li, "李**")}
    assert answer["by_name"] == {"她": of_her}
    assert answer["within"]["told"] == {"fact": Personal(wang, "王**")}
    assert answer["within"]["one_by_one"] == [of_her, {"fact": {"erased": True}}]
    assert (answer["plain"], answer["told"], answer["within"]["plain"]) == ("外", None, "内")


class SayingLittle(Shown):
    anything: Any
    facts: dict[str, Any] | None = None
    by_name: Mapping = {}
    one_by_one: Sequence = ()
    together: frozenset[Any] = frozenset()


def test_a_masked_fact_is_found_where_the_type_does_not_say_what_stands_there() -> None:
    li = uuid4()
    fact, sealed = MaskedFact.of(li, "李**"), Personal(li, "李**")

    answer = SayingLittle(
        anything=({"她": fact},),
        facts={"name": fact},
        by_name={"她": fact},
        one_by_one=[fact],
        together={fact},
    ).as_answer()

    assert answer == {
        "anything": [{"她": sealed}],
        "facts": {"name": sealed},
        "by_name": {"她": sealed},
        "one_by_one": [sealed],
        "together": [sealed],
    }
