"""Decision histories over HTTP: everything on record about a case for who audits it, as data, text and paper, then and now."""

import base64
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from api.guide_of_attachments import A_PDF
from api.guide_of_card_life import OF_CARD_LIFE
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from persistence import event_feed
from persistence.event_record import event_record
from tests.api.cards import in_force
from tests.api.cases import Applying
from tests.api.conftest import CITY, ZHANGDIAN, Town
from tests.documents.printed import pages_of

SENTENCE_OF_RETURN = "淄博市发展和改革委员会退回至“区县主管部门意见”环节"


@pytest.fixture(scope="module")
def applied(settled_town: Town) -> Applying:
    """A case that its department has returned to the district once, with a file, corrected, and written down as approved."""
    settled_town.quota()
    applying = Applying(settled_town).at_department()
    back = {"to_step": "district_opinion", "reason": "示例：李某的学历未写明"}
    done(applying.department().posts(f"{applying.case}/returns", **back))
    asked = {"items": [{"field": "phone"}], "reason": "示例：电话有误"}
    done(applying.district().posts(f"{applying.case}/correction-requests", **asked))
    done(applying.specialist.posts(f"{applying.case}/corrections", form={"phone": "13900005678"}))
    return applying


def done(answer: Any) -> Any:
    assert answer.is_success, answer.text
    return answer


def history(applied: Applying, **query: Any) -> dict[str, Any]:
    return done(
        applied.town.auditor().gets(
            f"/v1/audit/cases/{applied.case_id}",
            **{"min_position": applied.town.position(), "limit": 200} | query,
        )
    ).json()


def entry(applied: Applying, topic: str) -> dict[str, Any]:
    """The last entry of this topic."""
    return [one for one in history(applied)["items"] if one["topic"] == topic][-1]


def changes(one: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {change["field"]: (change["before"], change["after"]) for change in one["changes"]}


# ── What an entry says ───────────────────────────────────────────────────────────────────────────────────


def test_an_entry_says_who_decided_what_when_where_why_and_under_which_clause(applied: Applying) -> None:
    returned = entry(applied, "CardApplication.Returned")

    assert returned["sentence"]["zh"] == SENTENCE_OF_RETURN
    assert returned["office"]["zh"] == "淄博市发展和改革委员会"
    envelope = returned["envelope"]
    assert (envelope["actor"], envelope["function"], envelope["area"]) == (
        "wu-review",
        "drc",
        "zibo-shibenji",
    )
    assert (envelope["capacity"], envelope["deciding_body"]) == ("acting", "zibo-drc")
    assert (envelope["reason"], envelope["policy_version"]) == ("***", "zibo-2023/1")
    assert envelope["clauses"][0]["text"]["zh"]
    assert returned["thing"] == {"kind": "CardApplication", "id": applied.case_id}
    assert {
        "decided_at",
        "recorded_at",
        "position",
        "event_id",
        "version",
        "correlation_id",
    } <= returned.keys()
    assert envelope["effective_on"]


def test_its_course_is_told_as_the_timeline_tells_it(applied: Applying) -> None:
    """One way of telling: what both say of an event is the same."""
    position = {"min_position": applied.town.position()}
    timeline = applied.town.auditor().gets(f"{applied.case}/timeline", **position).json()["items"]
    told = {one["position"]: one for one in history(applied)["items"]}

    for line in timeline:
        both = line.keys() & told[line["position"]].keys()
        assert {"sentence", "office", "envelope", "decided_at", "recorded_at"} <= both
        assert {name: told[line["position"]][name] for name in both} == {name: line[name] for name in both}


def test_every_field_that_is_otherwise_is_shown_before_and_after(applied: Applying) -> None:
    opinion, returned = (
        entry(applied, "CardApplication.OpinionGiven"),
        entry(applied, "CardApplication.Returned"),
    )

    assert changes(opinion)["step"] == ("district_opinion", "department_review")
    assert changes(returned) == {"step": ("department_review", "district_opinion")}
    assert changes(entry(applied, "Quota.Reserved"))["place.status"] == ("nominated", "reserved")


def test_a_form_that_is_stated_anew_differs_only_where_it_does_and_shows_nothing_but_masks(
    applied: Applying,
) -> None:
    supplied = changes(entry(applied, "CardApplication.CorrectionSupplied"))

    assert supplied["form.phone"] == ("*********00", "*********78")
    assert {field for field in supplied if field.startswith("form.")} == {"form.phone"}
    assert supplied["status"] == ("correction_requested", "in_process")


def test_what_was_given_back_and_what_was_done_again_do_not_look_alike(applied: Applying) -> None:
    items = history(applied)["items"]
    returned = entry(applied, "CardApplication.Returned")

    marks = {one["topic"]: one["mark"] for one in items}
    assert marks["CardApplication.OpinionGiven"] == {
        "code": "superseded",
        "name": {"zh": "被取代", "en": "superseded"},
        "by": returned["position"],
    }
    assert marks["CardApplication.Returned"]["code"] == "returned"
    assert marks["CardApplication.Submitted"]["code"] == "done"


def test_the_hash_is_that_of_the_event_as_recorded_and_leads_to_its_proof(applied: Applying) -> None:
    for one in history(applied)["items"]:
        [recorded] = applied.town.service.log.select_notifications(one["position"], 1)
        assert one["event_hash"] == sha256(b"\0" + event_record(recorded)).hexdigest()
        assert one["event_id"] == str(recorded.event_id)
        assert one["proof"] == f"/v1/audit/proofs/inclusion?position={one['position']}"


def test_the_digests_of_attachments_and_papers_are_named(town: Town) -> None:
    town.quota()
    applying = Applying(town).drafted()
    pdf = base64.b64decode(A_PDF)
    stated = {"card_application_id": applying.case_id, "kind": "identity_document"}
    uploaded = applying.specialist.uploads("/v1/attachments", pdf, "示例.pdf", **stated)

    done(uploaded)
    digest = sha256(pdf).hexdigest()
    assert {one["sha256"] for one in entry(applying, "CardApplication.FileAttached")["digests"]} == {digest}
    assert entry(applying, "Attachment.Uploaded")["digests"] == [{"of": "sha256", "sha256": digest}]


def test_nothing_that_was_stated_of_a_person_is_told(applied: Applying) -> None:
    said = applied.town.auditor().gets(f"/v1/audit/cases/{applied.case_id}", limit=200).text
    text = applied.town.auditor().gets(f"/v1/audit/cases/{applied.case_id}.txt").text
    fed = applied.town.auditor().gets("/v1/audit/events", limit=200).text

    assert "*********00" in said
    for canary in ("示例人才", "13800000000", "13900005678", "示例简历", "示例路1号", "李某", '"sealed"'):
        assert canary not in said + text + fed


def test_of_an_erased_person_the_history_stands_with_marks_where_facts_were(town: Town) -> None:
    town.quota()
    applying = Applying(town).at_department()
    before = history(applying)["items"]
    town.service.vault.erase(UUID(applying.talent_id))

    after = history(applying)["items"]

    erased = {"erased": True}
    assert [one["event_hash"] for one in after] == [one["event_hash"] for one in before]
    filled = entry(applying, "CardApplication.FormFilled")
    assert filled["facts"]["form"]["phone"] == erased
    assert changes(filled)["form.phone"] == (None, erased)


# ── Page by page, then and now ───────────────────────────────────────────────────────────────────────────


def test_a_long_history_is_read_page_by_page_and_says_the_same(applied: Applying) -> None:
    whole, cursor, told = history(applied)["items"], None, []
    while True:
        page = history(applied, limit=3, **({"cursor": cursor} if cursor else {}))
        told += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    assert told == whole


def test_a_cursor_of_another_case_is_refused(applied: Applying) -> None:
    cursor = history(applied, limit=1)["next"]
    elsewhere = f"/v1/audit/quotas/{CITY}/huicai/2026"

    answer = applied.town.auditor().gets(elsewhere, cursor=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_a_history_of_then_ends_then_and_knows_nothing_of_what_came_later(applied: Applying) -> None:
    opinion = next(one for one in history(applied)["items"] if one["topic"] == "CardApplication.OpinionGiven")

    then = history(applied, as_of=opinion["position"])["items"]

    assert then[-1]["position"] == opinion["position"]
    assert then[-1]["mark"]["code"] == "done"  # the return that supersedes it was not known


def test_what_is_no_case_has_no_history(applied: Applying) -> None:
    for ending in ("", ".txt", ".pdf"):
        answer = applied.town.auditor().gets(f"/v1/audit/cases/{applied.talent_id}{ending}")
        assert answer.status_code == 404


@pytest.mark.parametrize("ending", ["", ".txt", ".pdf"])
def test_only_who_audits_is_told_it(applied: Applying, ending: str) -> None:
    for somebody in (
        applied.specialist,
        applied.district(),
        applied.department(),
        applied.town.officer("hrss"),
    ):
        answer = somebody.gets(f"/v1/audit/cases/{applied.case_id}{ending}")
        assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not")


# ── As text and on paper ─────────────────────────────────────────────────────────────────────────────────


def test_the_text_has_a_mark_a_sentence_and_the_changes_of_every_entry(applied: Applying) -> None:
    text = applied.town.auditor().gets(f"/v1/audit/cases/{applied.case_id}.txt").text

    head, *paragraphs = text.split("\n\n")
    assert head.splitlines()[0] == "“山东惠才卡”申报决策全程"
    assert f"申报：{applied.case_id}（配额制）" in head
    assert len(paragraphs) == len(history(applied)["items"])
    assert f"【< 退回】{SENTENCE_OF_RETURN}。" in text
    assert "【~ 被取代，见[" in text
    assert "    环节：推荐部门审核 → 区县主管部门意见\n" in text
    assert "    联系电话：*********00 → *********78\n" in text
    assert "    政策版本：zibo-2023/1\n" in text


def test_the_text_is_told_in_english_to_who_asks_for_it(applied: Applying) -> None:
    answer = applied.town.auditor().gets(
        f"/v1/audit/cases/{applied.case_id}.txt", headers={"Accept-Language": "en"}
    )

    assert answer.headers["content-language"] == "en"
    assert answer.text.startswith("Decision history of a case for the Shandong Huicai Card\n")
    assert "[< returned] Zibo Development and Reform Commission returned the case to " in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("决策全程", "退回", "被取代", "个人信息已脱敏")),
        ("en", ("Decision history", "returned", "superseded", "masked")),
    ],
)
def test_the_paper_says_the_same_in_either_language(applied: Applying, language, words) -> None:
    answer = applied.town.auditor().gets(
        f"/v1/audit/cases/{applied.case_id}.pdf", headers={"Accept-Language": language}
    )

    with pages_of(answer.content) as pages:
        read = "".join(page.extract_text() for page in pages).replace("\u200b", "")
    assert answer.headers["content-type"] == "application/pdf"
    assert b"pdfaid" in answer.content
    for word in words:
        assert word in read
    for one in history(applied)["items"]:
        assert f"[{one['position']}]" in read


# ── Other things ─────────────────────────────────────────────────────────────────────────────────────────


def test_other_things_are_told_in_the_same_way(applied: Applying) -> None:
    town = applied.town
    places = {
        "Quota": f"/v1/audit/quotas/{CITY}/huicai/2026",
        "Enterprise": f"/v1/audit/enterprises/{applied.enterprise_id}",
        "Talent": f"/v1/audit/talents/{applied.talent_id}",
    }
    for kind, path in places.items():
        items = done(town.auditor().gets(path, limit=200)).json()["items"]
        assert {one["thing"]["kind"] for one in items} == {kind}
        assert all(one["sentence"]["zh"] and one["event_hash"] for one in items)
        assert done(town.auditor().gets(f"{path}.txt")).text.count("【") == len(items)


def test_a_demand_is_told_with_what_changed_of_it(applied: Applying) -> None:
    window = applied.town.officer("window", ZHANGDIAN)
    asked = {"ledger": "public_service", "category": "schooling", "details": {"content": "示例"}}
    item = done(
        window.posts("/v1/demand-items", city=CITY, enterprise_id=applied.enterprise_id, **asked)
    ).json()
    done(window.posts(f"{item['href']}/assignment"))

    told = done(applied.town.auditor().gets(f"/v1/audit/demand-items/{item['id']}")).json()["items"]

    assert changes(told[-1])["status"] == ("registered", "assigned")


def test_a_demand_that_names_the_case_is_told_with_it_and_so_are_the_reports_that_count_it(
    applied: Applying,
) -> None:
    town = applied.town
    last = Quarter.of(town.service.clock().astimezone(OFFICE_ZONE).date()).later(-1)
    asked = {"ledger": "public_service", "category": "schooling", "details": {"content": "示例"}}
    named = {"talent_id": applied.talent_id, "card_application_id": applied.case_id}
    then = {"effective_on": last.last_day.isoformat(), "reason": "示例：补录"}
    window = town.officer("window", ZHANGDIAN)
    done(
        window.posts(
            "/v1/demand-items", city=CITY, enterprise_id=applied.enterprise_id, **asked, **named, **then
        )
    )
    waiting = {one["thing"]["kind"] for one in history(applied)["items"]}
    done(town.officer("window").posts("/v1/reports", unit=CITY, quarter=last.code))

    reports = [one for one in history(applied)["items"] if one["thing"]["kind"] == "QuarterlyReport"]

    assert "DemandItem" in waiting
    assert "QuarterlyReport" not in waiting
    assert {one["facts"]["unit"] for one in reports} == {ZHANGDIAN, CITY}
    assert {one["topic"] for one in reports} == {"QuarterlyReport.Opened"}
    assert "季报应报" in reports[0]["sentence"]["zh"]


# ── The feed of all events ───────────────────────────────────────────────────────────────────────────────


def feed(town: Town, **query: Any) -> dict[str, Any]:
    return done(town.auditor().gets("/v1/audit/events", **query)).json()


def test_the_feed_has_every_event_of_the_log_once_and_in_its_order(applied: Applying) -> None:
    end = applied.town.position()
    page, told = feed(applied.town, as_of=end, limit=200), []
    while True:
        told += page["items"]
        if not page["has_more"]:
            break
        page = feed(applied.town, as_of=end, limit=200, cursor=page["next"])

    assert [one["position"] for one in told] == list(range(1, end + 1))


def test_the_feed_goes_on_where_it_ended_with_what_has_come_since(applied: Applying) -> None:
    town = applied.town
    since = town.position()
    page = feed(town, since=since)
    town.enterprise("示例七十七号有限公司")

    later = feed(town, since=since, cursor=page["next"])

    assert (page["items"], page["has_more"]) == ([], False)
    assert [one["position"] for one in later["items"]] == list(range(since + 1, town.position() + 1))


def test_an_event_of_the_feed_says_who_when_what_and_where_it_is_proved(applied: Applying) -> None:
    [granted] = feed(applied.town, topic="CardApplication.Returned", thing_id=applied.case_id)["items"]
    told = entry(applied, "CardApplication.Returned")

    for name in (
        "event_id",
        "position",
        "topic",
        "envelope",
        "facts",
        "event_hash",
        "proof",
        "thing",
        "recorded_at",
    ):
        assert granted[name] == told[name]


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({"topic": "Quota"}, lambda one: one["topic"].startswith("Quota.")),
        ({"topic": "Quota.Nominated"}, lambda one: one["topic"] == "Quota.Nominated"),
        ({"actor": "li-district"}, lambda one: one["envelope"]["actor"] == "li-district"),
        ({"function": "hrss", "area": "zibo-shibenji"}, lambda one: one["envelope"]["function"] == "hrss"),
    ],
)
def test_the_feed_is_narrowed_to_what_is_asked_for(applied: Applying, wanted, kept) -> None:
    every = feed(applied.town, limit=200)["items"]
    narrowed = feed(applied.town, limit=200, as_of=every[-1]["position"], **wanted)["items"]

    assert narrowed == [one for one in every if kept(one)]
    assert narrowed


def test_a_cursor_of_other_filters_is_refused(applied: Applying) -> None:
    cursor = feed(applied.town, limit=1)["next"]

    answer = applied.town.auditor().gets("/v1/audit/events", topic="Quota", cursor=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_a_position_that_is_not_there_yet_is_refused(applied: Applying) -> None:
    answer = applied.town.auditor().gets("/v1/audit/events", min_position=10**9)

    assert (answer.status_code, answer.json()["code"]) == (400, "not_yet")


def test_a_page_of_a_filter_looks_at_so_many_positions_and_says_that_there_is_more(
    applied: Applying, monkeypatch
) -> None:
    monkeypatch.setattr(event_feed, "MOST_LOOKED_AT", 3)
    page = feed(applied.town, topic="NothingOfThatName")

    assert (page["items"], page["has_more"]) == ([], True)
    assert feed(applied.town, topic="NothingOfThatName", cursor=page["next"])["next"] != page["next"]


def test_a_card_that_has_ended_has_its_history_told(town: Town) -> None:
    """What became of a card has a status, as what became of a case; no sentence tells it, and it is none of a case."""
    address, _ = in_force(town)
    done(town.officer("hrss").posts(f"{address}/cancellation", **OF_CARD_LIFE["CancelCard"].body))
    audited = f"/v1/audit/cards/{address.rpartition('/')[2]}"

    told = done(town.auditor().gets(audited)).json()["items"]
    written = done(town.auditor().gets(f"{audited}.txt", headers={"Accept-Language": "zh"})).text

    assert told[-1]["topic"].startswith("Card")
    assert "注销人才卡" in written
