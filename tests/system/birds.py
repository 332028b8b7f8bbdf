"""A town in which everything that is said of persons is a canary, from the lists to the province, and in refusals."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from httpx import Response

from tests.api.cases import CASES, FORM, TRANSCRIBED, Applying
from tests.api.conftest import CITY, QUOTA, ZHANGDIAN, Person, Town, as_owner, list_of
from tests.documents.printed import set_in
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.system.canaries import FULL_WIDTH, Canaries
from tests.system.later_birds import of_a_card, of_a_panel

BORN_ON = date(1903, 11, 17)
JSON = {"Content-Type": "application/json"}
LANGUAGES = ({"Accept-Language": "zh-CN"}, {"Accept-Language": "en"})
WRONG_FACTS = (
    "reason_code", "capacity", "deciding_body", "corrects", "effective_on", "clauses", "documents", "signatory",
    "on_behalf_of", "city", "area", "card_type", "place_id", "quota_year", "form", "submit", "document",
    "employer_id", "金丝雀",
)  # fmt: skip
WRONG_FIELDS = (
    "gender", "birth_date", "photo_sha256", "ethnicity", "political_status", "education", "graduated_on",
    "introduced_on", "pledged_on",
)  # fmt: skip
HEADERS = (
    "If-Match", "Idempotency-Key", "X-Request-Id", "traceparent", "Accept-Language", "Huicai-Post", "User-Agent",
    "Referer", "Cookie", "Content-Type", "X-Forwarded-For", "Authorization",
)  # fmt: skip
QUERIES = (
    "name", "queue", "status", "as_of", "min_position", "cursor", "limit", "city", "area", "uscc", "talent_id",
    "金丝雀",
)  # fmt: skip


class Birds:
    """Who says what in the town; every answer to it is kept, with its headers."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.said = Canaries()
        self.answers: dict[str, bytes] = {}
        self.numbers = count(1)
        town.http.event_hooks["response"].append(self._keep)

    def play(self) -> None:
        """A year of a case with all that may be said on the way, one withdrawn, and one not recommended."""
        self.town.quota()
        self.applying = Applying(self.town)
        self._lists()
        self._person()
        self._form()
        self._offices()
        self._province()
        self._other_endings()
        self._after_the_decision()
        self._beside_the_steps()
        self._demands()
        self.later = (*of_a_card(self), *of_a_panel(self))

    # -- what is taken ---------------------------------------------------------------------------------

    def _lists(self) -> None:
        bird = self.said.new
        principal = {
            "name": bird("principal of a list", "画眉鸣"),
            "role": "chairman",
            "title": bird("title of a principal of a list", "首席鸣禽观察员"),
            "phone": bird("phone of a principal of a list", "13800138773"),
        }
        row = {
            "row": 3,
            "name": "示例二号有限公司",
            "uscc": credit_code_of(77),
            "area": ZHANGDIAN,
            "principals": [principal],
        }
        drc = self.town.officer("drc")
        self.says(drc, "/v1/enterprise-lists", "list", **list_of("drc", [row], 771))
        head = "企业名称,统一社会信用代码,区县,主要负责人,联系电话\n"
        named = f"{bird('principal of a file', '戴胜冠')},{bird('phone of a file', '0533-2987731')}"
        file = f"{head}示例三号有限公司,{credit_code_of(78)},张店区,{named}\n".encode()
        stated = {
            "city": CITY, "list_type": "cluster_leader", "mode": "additions", "document_number": "示例〔2026〕772号",
            "reason": self.said.reason("file"),
        }  # fmt: skip
        assert drc.uploads("/v1/enterprise-lists", file, **stated).is_success

    def _person(self) -> None:
        bird, own, hrss = self.said.new, self.applying, self.town.officer("hrss")
        enterprise = f"/v1/enterprises/{own.enterprise_id}"
        named = {
            "name": bird("name of a principal", "黄鹂翠"),
            "title": bird("title of a principal", "候鸟迁徙总监"),
        }
        phone = bird("phone of a principal", "13800138772".translate(FULL_WIDTH))
        shown = self.says(hrss, f"{enterprise}/principals", "principal", **named, phone=phone)
        principal_id = shown["principals"][-1]["id"]
        self.says(hrss, f"{enterprise}/principals/{principal_id}/departure", "departure of a principal")
        specialist = {
            "name": bird("name of a specialist", "斑鸠鸣"),
            "phone": bird("phone of a specialist", "13800138774"),
        }
        self.says(hrss, f"{enterprise}/specialists", "specialist", **specialist)
        number = identity_number_of(773, born_on=BORN_ON)
        card = {
            "kind": "resident_identity_card",
            "number": bird("identity number", number.translate(FULL_WIDTH)),
        }
        person = self.says(
            own.specialist,
            "/v1/talents",
            "registration",
            city=CITY,
            area=ZHANGDIAN,
            name=bird("first name of a person", "夜莺歌"),
            document=card,
            phone=bird("first phone of a person", "13800138771"),
            employer_id=own.enterprise_id,
        )
        talent = person["href"]
        passport = {"kind": "passport", "issuing_country": "CHN"}
        for what, number in (("passport", "EA0000773"), ("new passport", "EB0000774")):
            stated = passport | {"number": bird(f"number of a {what}", number)}
            old = person["documents"][-1]["id"]
            path = f"{talent}/documents" + (f"/{old}/replacement" if what == "new passport" else "")
            person = self.says(hrss, path, what, document=stated)
        self.says(hrss, f"{talent}/name", "new name", name=bird("name of a person", "云雀·阿不都"))
        self.says(hrss, f"{talent}/phone", "new phone", phone=bird("phone of a person", "13800138775"))
        self.says(
            own.specialist,
            f"{QUOTA}/nominations/{own.place_id}/replacement",
            "replacement",
            talent_id=person["id"],
        )
        own.talent_id = person["id"]
        party = self.town.officer("party_org")
        self.says(party, f"{talent}/attestation", "attestation", result="not_managed", as_of="2026-01-05")

    def _form(self) -> None:
        own = self.applying
        self.form = FORM | {
            "birth_date": self.said.new("birth date", BORN_ON.isoformat()),
            "ethnicity": self.said.new("ethnicity", "赫哲族"),
            "political_status": self.said.new("political status", "台盟盟员"),
            **{field: self.said.new(f"{field} of the form", said) for field, said in FREE_FIELDS.items()},
        }
        key = {"city": CITY, "card_type": "huicai", "quota_year": 2026, "place_id": own.place_id}
        own.case_id = self.says(own.specialist, CASES, "draft", **key, form=self.form)["id"]
        draft = {"achievements": self.said.new("achievements of the draft", "草稿里写的孵化成果")}
        self.says(own.specialist, f"{own.case}/form", "form", form=draft)
        self._file()
        self.says(own.specialist, f"{own.case}/submission", "submission")

    def _file(self) -> None:
        """A file that the case stands on: what it is called and what it says are somebody's."""
        said = self.said.new("content of a file", "鹈鹕在扫描件里写的话")
        content = f"%PDF-1.7\n% {said}\n%%EOF\n".encode()
        stated = {
            "card_application_id": self.applying.case_id,
            "kind": "signed_form",
            "trust_level": "d",
            "file_name": self.said.new("name of a file", "鹦鹉的登记表.pdf"),
            "content_base64": base64.b64encode(content).decode(),
        }
        self.says(self.applying.specialist, "/v1/attachments", "attached file", **stated)

    # -- the case --------------------------------------------------------------------------------------

    def _offices(self) -> None:
        own, say = self.applying, self.says
        say(own.district(), f"{own.case}/opinions", "opinion", opinion="disagreed")
        items = [{"field": "resume", "note": self.said.new("note of a correction", "第三段写的鸟巢年份不对")}]
        say(own.department(), f"{own.case}/correction-requests", "correction request", items=items)
        self.answers["what is to be corrected"] = own.specialist.gets(own.case).content
        resume = {"resume": self.said.new("corrected resume", "一九二五年起在鸟巢任职")}
        say(own.specialist, f"{own.case}/corrections", "correction", form=resume)
        say(own.department(), f"{own.case}/returns", "return", to_step="district_opinion")
        say(own.district(), f"{own.case}/opinions", "second opinion", opinion="agreed")
        say(own.department(), f"{own.case}/reviews", "review")
        batch = self._batch("to_hrss", own.department("he-sending"), twice=True)
        say(own.hrss("xu-reception"), f"{batch}/members/{own.case_id}/acceptance", "reception")
        say(self.town.officer("miit"), f"{QUOTA}/nothing-to-submit", "declaration")
        self._batch("to_province", own.hrss("ma-forwarding"))

    def _batch(self, kind: str, officer: Person, *, twice: bool = False) -> str:
        """The address of a sealed batch; a member that is to join `twice` is taken out in between."""
        key = {"city": CITY, "card_type": "huicai", "quota_year": 2026, "kind": kind}
        self.batch: str = self.says(officer, "/v1/batches", f"batch {kind}", **key)["href"]
        member = {"card_application_id": self.applying.case_id}
        if twice:
            self.says(officer, f"{self.batch}/members", "member for a while", **member)
            self.says(officer, f"{self.batch}/members/{self.applying.case_id}/removal", "removal")
        self.says(officer, f"{self.batch}/members", f"member {kind}", **member)
        paper = {"kind": "letter", "number": "示例函〔2026〕9号", "issued_on": "2026-01-05"}
        self.says(officer, f"{self.batch}/sealing", f"sealing {kind}", documents=[paper])
        return self.batch

    def _province(self) -> None:
        own, say = self.applying, self.says
        result, first, second = (
            f"{own.case}/provincial-result",
            own.hrss("gao-writing"),
            own.hrss("lin-second"),
        )
        say(first, result, "wrong result", result="rejected", **TRANSCRIBED)
        say(second, f"{result}/contestation", "contestation")
        say(first, result, "result", result="approved", **TRANSCRIBED)
        say(second, f"{result}/confirmation", "confirmation")
        for wrong, ending in (
            ("rejected", "refusal"),
            ("rejected", "confirmation"),
            ("approved", "confirmation"),
        ):
            entry = self._newest_answer()
            asked = {"result": wrong, "corrects": entry, **TRANSCRIBED}
            what = f"{ending} of a correction to {wrong}"
            say(first, f"{own.case}/entry-correction", f"what awaits the {what}", **asked)
            corrects = {"corrects": entry} if ending == "confirmation" else {}
            case = say(second, f"{own.case}/entry-correction/{ending}", what, **corrects)
        self.card = f"/v1/cards/{case['card_id']}"
        term = {"valid_from": "2026-01-06", "valid_to": "2029-01-05", "term_rule": "management_period"}
        issued = {"card_number": "SDHC0000001", "issued_on": "2026-01-06", **term, **TRANSCRIBED}
        say(first, f"{self.card}/issue", "issue", **issued)

    def _newest_answer(self) -> str:
        """The id of the event that holds what the province has answered."""
        history = self.town.auditor().gets(f"{self.applying.case}/history").json()["items"]
        answers = [event for event in history if event["topic"].endswith((".Approved", ".EntryCorrected"))]
        return str(answers[-1]["event_id"])

    def _other_endings(self) -> None:
        withdrawn = Applying(self.town, "示例四号有限公司").submitted()
        self.says(withdrawn.specialist, f"{withdrawn.case}/withdrawal", "withdrawal of a case")
        declined = Applying(self.town, "示例五号有限公司").at_department()
        self.says(declined.department(), f"{declined.case}/non-recommendation", "no recommendation")
        self.draft = Applying(self.town, "示例七号有限公司").drafted()
        [last] = self.town.listed("示例六号有限公司")
        place = f"{QUOTA}/nominations/{self.town.nominated(last)}"
        self.says(self.town.officer("drc"), f"{place}/withdrawal", "withdrawal of a nomination")

    def _after_the_decision(self) -> None:
        own, say = self.applying, self.says
        corrected = {"resume": self.said.new("resume after the approval", "一九二六年起在燕窝任职")}
        say(own.specialist, f"{own.case}/form-correction", "form correction", form=corrected)
        say(own.hrss("lin-second"), f"{own.case}/form-correction/confirmation", "corrected form")
        revised = {"status": "rejected", **TRANSCRIBED}
        say(own.hrss("gao-writing"), f"{own.case}/revision", "what awaits a revision", **revised)
        say(own.hrss("lin-second"), f"{own.case}/revision/refusal", "declined revision")

    def _beside_the_steps(self) -> None:
        other, say = Applying(self.town, "示例八号有限公司").at_department(), self.says
        first, second = other.department(), other.department("he-second")
        self.beside = other.case
        text = self.said.new("text of a note", "观鸟协会来过电话，约在周三")
        [note] = say(first, f"{other.case}/notes", "note", text=text)["items"]
        say(first, f"{other.case}/notes/{note['id']}/striking-out", "striking out")
        say(first, f"{other.case}/suspension", "suspension", ground="verification")
        say(first, f"{other.case}/resumption", "resumption")
        say(second, f"{other.case}/recusals", "recusal", officer="xu-related", signatory="he-second")
        say(second, f"{other.case}/recusals/withdrawal", "withdrawn recusal", officer="xu-related")
        say(first, f"{other.case}/refusal", "refusal of a case")
        say(other.specialist, f"{other.case}/reconsideration", "reconsideration")
        again = {"to_step": "department_review"}
        say(second, f"{other.case}/reconsideration/overturning", "overturned decision", **again)
        period = {"valid_from": "2000-01-01", "valid_to": "2100-01-01"}
        grant = {"officer": "he-second", "principal": "wu-review", **period}
        granted = say(first, "/v1/stand-ins", "stand-in", **grant)
        revocation = f"{granted['href']}/grants/{granted['grants'][0]['id']}/revocation"
        say(first, revocation, "revoked stand-in")
        self.stand_in = granted["href"]

    def _demands(self) -> None:
        """One demand that is settled and rated badly, and one that is passed on and explained."""
        bird, say, of_city = self.said.new, self.says, self.town.officer
        window, education, finance = of_city("window", ZHANGDIAN), of_city("education"), of_city("finance")
        details = {
            "content": bird("content of a demand", "想让雏鸟去白鹤小学"),
            "policy_basis": bird("policy basis of a demand", "候鸟子女入学办法"),
            "remark": bird("remark of a demand", "每周三喂鸟不在家"),
        }
        asking = {"name": bird("who asks", "鸬鹚问"), "phone": bird("phone of who asks", "13800138779")}
        of_schools = {"city": CITY, "ledger": "public_service", "category": "schooling", "details": details}
        item = say(window, "/v1/demand-items", "demand", **of_schools, **asking)["href"]
        self.demand = item
        say(window, f"{item}/assignment", "assignment")
        say(education, f"{item}/acceptance", "acceptance of a demand")
        say(education, f"{item}/progress", "progress", progress=bird("progress of a demand", "校长爱看孔雀"))
        say(education, f"{item}/reply", "reply", reply=bird("reply to a demand", "九月随雁群入学"))
        say(education, f"{item}/settlement", "settlement", result=bird("result of a demand", "已入白鹤小学"))
        say(
            window,
            f"{item}/call-back",
            "call-back",
            reached=True,
            note=bird("note of a call", "鹦鹉接的电话"),
        )
        comment = {"grade": "dissatisfied", "comment": bird("comment of a rating", "慢得像企鹅")}
        say(window, f"{item}/rating", "rating", **comment)
        better = bird("rectification of a demand", "改用信鸽送达")
        say(education, f"{item}/rectification", "rectification", rectification=better)
        financing = {"city": CITY, "ledger": "market_service", "category": "financing"}
        wanted = {
            "content": bird("content of another", "孵化场缺钱"),
            "conditions": bird("conditions", "以鸟蛋质押"),
        }
        other = say(window, "/v1/demand-items", "other demand", **financing, details=wanted)["href"]
        say(
            window,
            f"{other}/docking",
            "docking",
            member="shandong-alliance",
            note=bird("note of a docking", "找凤凰银行"),
        )
        say(window, f"{other}/escalation", "escalation", to="city")
        say(
            of_city("window"),
            f"{other}/hand-back",
            "hand-back",
            answer=bird("answer from above", "请找杜鹃所长"),
        )
        say(window, f"{other}/assignment", "other assignment")
        say(finance, f"{other}/acceptance", "other acceptance")
        explanation = bird("explanation of a demand", "鸟蛋不能质押")
        say(finance, f"{other}/explanation", "explanation", explanation=explanation)

    # -- what is refused -------------------------------------------------------------------------------

    def are_refused(self, *canaries: str) -> None:
        """Say these in every wrong place: bodies, forms, files, addresses, queries and headers."""
        for canary in canaries:
            said = self.said[canary]
            for answer in (
                *self._wrong_bodies(said),
                *self._wrong_addresses(said),
                *self._wrong_headers(said),
            ):
                assert answer.status_code < 500, answer.text

    def _wrong_bodies(self, said: str) -> Iterator[Response]:
        own, drc = self.applying, self.town.officer("drc")
        key = {"city": CITY, "card_type": "huicai", "quota_year": 2026, "place_id": own.place_id}
        nobody = {"kind": "resident_identity_card", "number": identity_number_of(779)}
        person = {"city": CITY, "area": ZHANGDIAN, "name": "示例某", "document": nobody}
        for fact in WRONG_FACTS:
            yield own.specialist.posts(CASES, **key | {fact: said})
            yield own.specialist.posts(
                "/v1/talents", **{"employer_id": own.enterprise_id} | person | {fact: said}
            )
        for field in (*WRONG_FIELDS, said):
            yield self.draft.specialist.posts(f"{self.draft.case}/form", form={field: said})
        for fact, wrong in (
            ("name", said * 20),
            ("phone", f"{said}#"),
            ("document", nobody | {"number": f"{said}#"}),
        ):
            yield own.specialist.posts("/v1/talents", **person | {fact: wrong})
        yield drc.posts("/v1/enterprises", city=CITY, area=ZHANGDIAN, name=said, uscc=said)
        wrong_row = {"row": 3, "name": said, "uscc": said, "area": said, "principals": [{"name": said * 20}]}
        yield drc.posts("/v1/enterprise-lists", **list_of("drc", [wrong_row], 773))
        stated = {
            "city": CITY,
            "list_type": said,
            "mode": "additions",
            "document_number": "示例〔2026〕774号",
        }
        yield drc.uploads("/v1/enterprise-lists", said.encode(), filename=f"{said}.csv", **stated)
        head = "企业名称,统一社会信用代码,区县,主要负责人,联系电话\n"
        file = f"{head}示例七号有限公司,{said},{said},{said},{said}\n".encode()
        yield drc.uploads("/v1/enterprise-lists", file, **stated | {"list_type": "cluster_leader"})
        yield drc.sends("/v1/talents", f'{{"name": "{said}', **JSON)
        yield drc.sends("/v1/talents", said, Content_Type="text/plain")
        yield drc.sends("/v1/enterprise-lists", said, Content_Type="multipart/form-data; boundary=x")

    def _wrong_addresses(self, said: str) -> Iterator[Response]:
        hrss = self.town.officer("hrss")
        yield hrss.posts(f"/v1/talents/{said}/name", name=said)
        yield hrss.posts(f"/v1/quotas/{said}/{said}/2026/nominations", enterprise_id=said)
        yield hrss.gets(f"/v1/talents/{said}")
        yield hrss.gets(f"/v1/quotas/{said}/huicai/2026")
        yield hrss.gets(f"/{said}")
        for query in (*QUERIES, said):
            for path in ("/v1/enterprises", CASES, self.applying.case):
                yield hrss.gets(path, **{query: said})

    def _wrong_headers(self, said: str) -> Iterator[Response]:
        number = {"kind": "resident_identity_card", "number": "1"}
        body = {"city": CITY, "area": ZHANGDIAN, "name": said, "document": number}
        for header in HEADERS:
            stated: Any = {header: said.encode()}
            yield self.town.officer("hrss").posts("/v1/talents", headers=stated, **body)

    def fails(self) -> list[Response]:
        """What is said while the database takes nothing: neither the command nor its refusal."""
        hrss, own = self.town.officer("hrss"), self.applying
        name, number = self.said["name of a person"], self.said["identity number"]
        with self._away("commands", "refusals"):
            return [
                hrss.posts(f"/v1/talents/{own.talent_id}/name", name=name * 2, reason=number),
                hrss.posts(f"/v1/talents/{own.talent_id}/name", name=number, reason=name),
            ]

    @contextmanager
    def _away(self, *tables: str) -> Iterator[None]:
        """These tables of the log are not there."""
        for table in tables:
            as_owner(self.town.database, f"ALTER TABLE log.{table} RENAME TO {table}_away")
        yield
        for table in tables:
            as_owner(self.town.database, f"ALTER TABLE log.{table}_away RENAME TO {table}")

    # -- what is read ----------------------------------------------------------------------------------

    def read(self) -> None:
        """Look at everything there is to see, in both languages, as everybody who may."""
        own, town = self.applying, self.town
        people = (town.auditor(), town.officer("hrss"), own.specialist)
        talent, enterprise = f"/v1/talents/{own.talent_id}", f"/v1/enterprises/{own.enterprise_id}"
        place = f"{QUOTA}/nominations/{own.place_id}"
        paths = (
            CASES, own.case, f"{own.case}/history", f"{own.case}/timeline", f"{own.case}/timeline.txt",
            self.batch, f"{self.batch}/history", talent, f"{talent}/history", "/v1/enterprises", enterprise,
            f"{enterprise}/history", "/v1/enterprise-lists", "/v1/quotas", QUOTA, f"{QUOTA}/history",
            f"{QUOTA}/places", f"{QUOTA}.xlsx", place, "/v1/cards", "/v1/cards.xlsx", self.card, f"{self.card}/history",
            f"{own.case}/form.pdf", f"{own.case}/correction-notice.pdf", f"{own.case}/decision-notice.pdf",
            f"{self.batch}/letter.pdf", self.beside, f"{self.beside}/history", f"{self.beside}/timeline",
            f"{self.beside}/timeline.txt", f"{self.beside}/notes", self.stand_in, f"{self.stand_in}/history",
            self.demand, f"{self.demand}/history",
            *self.audited(),
            *self.later,
        )  # fmt: skip
        for path in paths:
            position = {"min_position": str(town.position())}
            answers = [one.gets(path, headers=said, **position) for one in people for said in LANGUAGES]
            assert any(answer.is_success for answer in answers), answers[0].text
        for queue in ("mine", "waiting", "returned", "to_confirm", "to_resume"):
            for one in people:
                assert one.gets(CASES, queue=queue).is_success
        for path in ("/metrics", "/readyz", "/healthz"):
            assert people[0].gets(path).is_success

    def audited(self) -> Iterator[str]:
        """The decision histories of all this, that of the case as text and on paper too, and the feed of all events."""
        own = self.applying
        things = {
            "cases": own.case_id,
            "talents": own.talent_id,
            "enterprises": own.enterprise_id,
            "cards": self.card.rpartition("/")[2],
            "demand-items": self.demand.rpartition("/")[2],
        }
        yield from (f"/v1/audit/{kind}/{id_}" for kind, id_ in things.items())
        yield from (f"/v1/audit/cases/{own.case_id}{ending}" for ending in (".txt", ".pdf"))
        yield "/v1/audit/events"

    # -- how -------------------------------------------------------------------------------------------

    def says(self, person: Person, path: str, what: str, **body: Any) -> Any:
        """Have a command carried out for a reason of its own, and once more under the same key."""
        said = body | {"reason": self.said.reason(what)}
        key = {"Idempotency-Key": f"command-{next(self.numbers)}"}
        answer, again = (person.posts(path, headers=key, **said) for _ in range(2))
        assert answer.is_success, answer.text
        assert again.content == answer.content
        return answer.json()

    def _keep(self, answer: Response) -> None:
        answer.read()
        route = answer.request.url.path.rsplit("/", 1)[-1] if answer.is_success else "refused"
        head = f"{answer.status_code} {answer.reason_phrase}\n".encode()
        headers = b"\n".join(name + b": " + value for name, value in answer.headers.raw)
        name = f"answer {len(self.answers)} {answer.request.method} {route}"
        self.answers[name] = answer.content
        if answer.content.startswith(b"%PDF-"):  # a page has shapes, and which signs they are lies apart
            self.answers[f"text of {name}"] = set_in(answer.content).encode()
        self.answers[f"headers of {name}"] = head + headers


FREE_FIELDS = {
    "native_place": "示例省鹊桥市",
    "professional_title": "正高级观鸟师",
    "school_and_major": "鹭鸶大学 鸟类迁徙专业",
    "graduated_on": "1927年9月",  # not 1927-09, which now and then stands in the id of an event
    "workplace": "示例一号有限公司白鹭研究所",
    "introduced_on": "2022年8月",
    "phone": "13800138776",
    "postal_address": "鸟巢路７７号蓝尾鸲小区９号楼",
    "email": "zhique@niaochao.example",
    "resume": "幼时养过十二只文鸟\n后来改养鹌鹑",
    "achievements": "发现了北红尾鸲的第三种鸣声",
    "enterprise_profile": "该公司里人人都养金丝雀",
}
