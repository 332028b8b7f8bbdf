"""The office: every command is repeated, refused or carried out, and never half of it."""

from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

import pytest

from domain.aggregates.enterprise import Enterprise, SameName
from domain.aggregates.quota import Quota
from domain.aggregates.talent import Talent
from domain.authorization import PostMayNot
from domain.base import ReasonRequired
from domain.calendar import published
from domain.errors import Busy, Invalid, KeyReused, NotFound, Stale
from domain.identity_documents import DocumentKind
from domain.office import MOST_ATTEMPTS, SubjectErased
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise
from domain.use_cases.managing_quotas import CloseQuota, OpenQuota, QuotaAlreadyOpen
from domain.use_cases.registering_talents import DocumentStatement, RegisterTalent, RenameTalent
from domain.work import Expected
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.domain.officers import AT, DRC, HRSS, HRSS_OF_ZHANGDIAN, START_UP, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

OPEN = OpenQuota(city="370300", card_type="huicai", quota_year=2024)
CLOSE = CloseQuota(city="370300", card_type="huicai", quota_year=2024)
QUOTA = Quota.id_of("370300", "huicai", 2024)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def register(books: Books, name: str = "淄博鲁建机械有限公司", number: int = 1) -> UUID:
    command = RegisterEnterprise(city="370300", area="zhangdian", name=name, uscc=credit_code_of(number))
    return UUID(books.send(command, HRSS).receipt.answer["id"])


def rename(books: Books, enterprise_id: UUID, name: str) -> None:
    books.send(RenameEnterprise(enterprise_id=enterprise_id, name=name), HRSS)


class TestCarryingOut:
    def test_a_command_is_decided_saved_and_answered(self, books):
        sent = books.send(OPEN, HRSS)

        assert isinstance(sent.event, Quota.Opened)
        assert sent.receipt.answer == {"id": str(QUOTA), "version": 1}
        assert (sent.receipt.first_position, sent.receipt.last_position) == (1, 1)
        assert not sent.receipt.is_repetition

    def test_the_events_of_a_command_that_changes_several_aggregates_are_saved_together(self, books):
        command = RegisterEnterprise(city="370300", area="zhangdian", name="鲁建", uscc=credit_code_of(1))

        sent = books.send(command, HRSS)

        topics = ["Enterprise.Registered", "EnterpriseName.Registered", "CreditCode.Assigned"]
        assert [event.TOPIC for event in sent.events] == topics
        assert sent.receipt.last_position - sent.receipt.first_position == 2

    def test_every_event_says_who_decided_when_for_whom_and_under_what(self, books):
        envelope = books.send(OPEN, HRSS).event.envelope

        assert (envelope.actor, envelope.role, envelope.function) == ("zibo-shibenji-hrss", "officer", "hrss")
        assert (envelope.area, envelope.deciding_body) == ("zibo-shibenji", "zibo-hrss")
        assert (envelope.policy_version, envelope.clauses) == ("zibo-2023/1", ("R-10", "R-11", "R-12"))
        assert envelope.effective_on == date(2024, 3, 15)

    def test_the_instant_of_the_decision_is_the_authoritys(self, books):
        assert books.send(OPEN, HRSS).event.timestamp == AT

    def test_a_refused_command_leaves_one_line_that_says_who_what_why_and_in_whose_way(self, books):
        books.send(OPEN, HRSS)

        books.refused(OPEN, HRSS)

        (line,) = books.refusals.lines
        assert (line.at, line.actor, line.role, line.function) == (AT, HRSS.actor, "officer", "hrss")
        assert (line.command, line.code) == ("OpenQuota", "quota_already_open")
        assert line.blocked_by == {"kind": "quota", "id": str(QUOTA)}
        assert line.correlation_id == UUID(int=0xC0)

    def test_a_refused_commands_line_names_its_fields_and_clauses(self, books):
        books.send(OPEN, HRSS)

        books.refused(CLOSE.model_copy(update={"quota_year": 2025}), HRSS)
        books.refused(
            RegisterEnterprise(city="370300", area="zhangdian", name="鲁建", uscc="91370300X"), HRSS
        )

        assert [line.fields for line in books.refusals.lines] == [(), ("uscc",)]


class TestRepetition:
    def test_the_same_key_and_body_gets_the_first_answer_and_does_nothing_again(self, books):
        first = books.send(OPEN, HRSS, key="k1")

        again = books.send(OPEN, HRSS, key="k1")

        assert again.events == []
        assert again.receipt.is_repetition
        assert again.receipt.answer == first.receipt.answer
        assert again.receipt.first_position == first.receipt.first_position

    def test_the_first_answer_holds_whatever_has_happened_since(self, books):
        books.send(OPEN, HRSS, key="k1")
        books.send(CLOSE, HRSS)

        assert books.send(OPEN, HRSS, key="k1").receipt.answer["version"] == 1

    def test_the_same_key_with_another_body_is_refused(self, books):
        books.send(OPEN, HRSS, key="k1")

        assert type(books.refused(CLOSE, HRSS, key="k1")) is KeyReused

    def test_a_key_belongs_to_the_one_who_sent_it(self, books):
        books.send(OPEN, HRSS, key="k1")

        books.send(CLOSE, HRSS.model_copy(update={"actor": "sun-hrss"}), key="k1")

        assert books.load(Quota, QUOTA).is_closed

    def test_a_refused_command_may_be_sent_again_under_its_key(self, books):
        books.refused(CLOSE, HRSS, key="k1")
        books.send(OPEN, HRSS)

        books.send(CLOSE, HRSS, key="k1")

        assert books.load(Quota, QUOTA).is_closed

    def test_a_key_is_looked_up_before_any_refusal(self, books):
        books.send(OPEN, HRSS, key="k1")

        assert books.send(OPEN, HRSS, key="k1", expected=Expected(id=QUOTA, version=9)).receipt.is_repetition

    def test_without_a_key_a_command_is_sent_anew(self, books):
        books.send(OPEN, HRSS)

        assert type(books.refused(OPEN, HRSS)) is QuotaAlreadyOpen

    def test_a_twin_that_was_faster_gives_its_answer(self, books):
        """The same command through two doors at once: both looked, neither found it, one was first."""
        books.log.rivals = [lambda: books.send(OPEN, HRSS, key="k1")]

        receipt = books.office.carry_out(OPEN, HRSS, books.request(OPEN, key="k1"))

        assert receipt.is_repetition
        assert [event.TOPIC for event in books.events()] == ["Quota.Opened"]

    def test_another_command_that_was_faster_under_the_same_key_keeps_it(self, books):
        books.send(OPEN, HRSS)
        books.log.rivals = [lambda: books.send(CLOSE, HRSS, key="k1")]
        later = OPEN.model_copy(update={"quota_year": 2025})

        with pytest.raises(KeyReused):
            books.office.carry_out(later, HRSS, books.request(later, key="k1"))


class TestVersions:
    def test_who_has_seen_the_present_version_may_decide(self, books):
        books.send(OPEN, HRSS)

        books.send(CLOSE, HRSS, expected=Expected(id=QUOTA, version=1))

        assert books.load(Quota, QUOTA).is_closed

    def test_who_has_seen_an_older_version_is_told_both(self, books):
        enterprise = register(books)
        rename = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建集团有限公司")
        books.send(rename, HRSS)

        refusal = books.refused(
            rename.model_copy(update={"name": "鲁建重工"}), HRSS, expected=Expected(id=enterprise, version=1)
        )

        assert type(refusal) is Stale
        assert refusal.blocked_by == {
            "kind": "enterprise",
            "id": str(enterprise),
            "seen_version": 1,
            "version": 2,
        }

    def test_what_does_not_exist_is_not_found_whatever_version_was_seen(self, books):
        refusal = books.refused(CLOSE, HRSS, expected=Expected(id=QUOTA, version=1))

        assert type(refusal) is NotFound

    def test_an_id_of_another_kind_is_not_found(self, books):
        books.send(OPEN, HRSS)

        refusal = books.refused(RenameEnterprise(enterprise_id=QUOTA, name="鲁建集团"), HRSS)

        assert type(refusal) is NotFound
        assert refusal.blocked_by == {"kind": "enterprise", "id": str(QUOTA)}


class TestCollisions:
    def test_who_comes_second_decides_anew_on_what_holds_now(self, books):
        enterprise = register(books)
        other = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建集团有限公司")
        mine = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建股份有限公司")

        books.log.rivals = [lambda: books.send(other, HRSS)]
        books.send(mine, HRSS)

        assert [dated.fact[4:6] for dated in books.load(Enterprise, enterprise).names.in_order] == [
            "机械",
            "集团",
            "股份",
        ]
        assert books.pauses == [1]

    def test_what_holds_now_may_be_a_reason_to_refuse(self, books):
        enterprise = register(books)
        rename = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建集团有限公司")

        books.log.rivals = [lambda: books.send(rename, HRSS)]
        with pytest.raises(SameName):
            books.office.carry_out(rename, HRSS, books.request(rename))

    def test_of_two_who_open_the_same_quota_one_is_told_that_it_is_open(self, books):
        books.log.rivals = [lambda: books.send(OPEN, HRSS)]
        with pytest.raises(QuotaAlreadyOpen):
            books.office.carry_out(OPEN, HRSS, books.request(OPEN))

    def test_who_stated_a_version_is_told_that_it_has_moved_on(self, books):
        enterprise = register(books)
        other = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建集团有限公司")
        mine = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建股份有限公司")
        seen = Expected(id=enterprise, version=1)

        books.log.rivals = [lambda: books.send(other, HRSS)]
        with pytest.raises(Stale):
            books.office.carry_out(mine, HRSS, books.request(mine, expected=seen))

    def test_who_always_comes_second_is_asked_to_try_again_after_longer_and_longer_pauses(self, books):
        enterprise = register(books)
        others = [f"淄博鲁建第{number}有限公司" for number in range(1, MOST_ATTEMPTS + 1)]
        books.log.rivals = [partial(rename, books, enterprise, name) for name in others]
        mine = RenameEnterprise(enterprise_id=enterprise, name="淄博鲁建股份有限公司")

        with pytest.raises(Busy):
            books.office.carry_out(mine, HRSS, books.request(mine))

        assert books.pauses == list(range(1, MOST_ATTEMPTS + 1))
        assert [line.code for line in books.refusals.lines] == ["busy"]


class TestTime:
    def test_no_decision_takes_effect_in_the_future(self, books):
        refusal = books.refused(OPEN, HRSS.model_copy(update={"effective_on": date(2024, 3, 16)}))

        assert type(refusal) is Invalid
        assert refusal.field == "effective_on"

    def test_the_day_is_that_of_the_office_and_not_of_greenwich(self, books):
        early_on_the_16th_in_zibo = datetime(2024, 3, 15, 16, 30, tzinfo=UTC)
        authority = HRSS.model_copy(
            update={"at": early_on_the_16th_in_zibo, "effective_on": date(2024, 3, 16)}
        )

        assert books.send(OPEN, authority).event.envelope.effective_on == date(2024, 3, 16)

    def test_five_working_days_later_it_can_still_be_recorded_without_a_reason(self, books):
        friday_to_friday = HRSS.model_copy(update={"effective_on": date(2024, 3, 8)})

        books.send(OPEN, friday_to_friday)

    def test_later_than_that_it_needs_one(self, books):
        thursday = HRSS.model_copy(update={"effective_on": date(2024, 3, 7)})

        assert type(books.refused(OPEN, thursday)) is ReasonRequired
        books.send(OPEN, saying_why(thursday))

    def test_holidays_are_no_working_days_and_exchanged_weekends_are(self, books):
        """The National Day of 2024: 1 to 7 October are free, and Sunday 29 September is worked for it."""
        books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
        on_9_october = HRSS.model_copy(update={"at": datetime(2024, 10, 9, 2, tzinfo=UTC)})
        six_days_ago = on_9_october.model_copy(update={"effective_on": date(2024, 9, 25)})
        five_days_ago = on_9_october.model_copy(update={"effective_on": date(2024, 9, 26)})

        assert type(books.refused(OPEN, six_days_ago)) is ReasonRequired
        books.send(OPEN, five_days_ago)

    def test_a_dry_run_is_bound_by_the_same_days(self, books):
        with pytest.raises(Invalid) as refused:
            books.office.preview(OPEN, HRSS.model_copy(update={"effective_on": date(2024, 3, 16)}))

        assert refused.value.field == "effective_on"


class TestTrying:
    def test_what_is_tried_out_is_not_saved(self, books):
        work = books.office.preview(OPEN, HRSS)

        work.add(
            Quota.open(
                "370300",
                "huicai",
                2024,
                city_limit=10,
                department_limits={"drc": 5},
                authority=work.under(ZIBO),
            )
        )

        assert books.log.size == 0

    def test_who_may_not_do_it_may_not_try_it(self, books):
        with pytest.raises(PostMayNot):
            books.office.preview(OPEN, HRSS_OF_ZHANGDIAN)


class TestErasure:
    def registered_talent(self, books: Books) -> UUID:
        document = DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(7))
        command = RegisterTalent(city="370300", area="zhangdian", name="李思源", document=document)
        return UUID(books.send(command, HRSS).receipt.answer["id"])

    def test_nothing_more_is_recorded_about_somebody_who_was_erased(self, books):
        talent = self.registered_talent(books)
        books.vault.erase(talent)

        refusal = books.refused(RenameTalent(talent_id=talent, name="李思远"), HRSS)

        assert type(refusal) is SubjectErased
        assert refusal.blocked_by == {"kind": "subject", "id": str(talent)}

    def test_the_history_of_an_erased_person_still_loads(self, books):
        talent = self.registered_talent(books)
        books.vault.erase(talent)

        assert books.load(Talent, talent).city == "370300"


def test_a_command_that_nobody_may_send_is_refused_before_anything_is_read(books):
    assert type(books.refused(OPEN, DRC)) is PostMayNot
