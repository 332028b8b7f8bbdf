"""Keys for machines, accounts that are one person's, and emergencies (密钥、账号与应急查阅).

Tan keeps the accounts, Sun audits; Zhao of the city's HRSS has a machine; Xu works in Boshan's MIIT.
"""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.aggregates.account import (
    Account,
    AlreadyOnePerson,
    EmergencyFinding,
    KeyNotInForce,
    NotJoined,
    ReviewedAlready,
    TooManyEmergencies,
)
from domain.authorization import PostMayNot, Role
from domain.base import Authority
from domain.cases import ActedBefore, SameOfficer
from domain.errors import Invalid, NotFound
from domain.posts import RolesNotSeparated
from domain.security import SecurityKind
from domain.use_cases.deciding_cases import ReviewCase
from domain.use_cases.keeping_accounts import (
    IssueApiKey,
    JoinAccounts,
    OpenEmergency,
    ReviewEmergency,
    RevokeApiKey,
    RotateApiKey,
    SeparateAccount,
)
from domain.use_cases.standing_in import GrantStandIn
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import DRC_OF_ZHANGDIAN, at_department, person_of
from tests.domain.officers import AT, DAY, DRC, HRSS_OF_JINAN, officer, saying_why
from tests.domain.zibo import ZIBO, pack_of_jinan
from tests.in_memory import Books

TAN = Authority(actor="tan-security", role="security_officer", effective_on=DAY, at=AT)
SUN = Authority(actor="sun-auditor", role="auditor", effective_on=DAY, at=AT)
XU = officer("miit", "boshan", actor="xu-boshan", reason="示例：值班代查")
ZHAO = "zhao-hrss"
DIGEST, OTHER = "a" * 64, "b" * 64
A_MONTH = AT + timedelta(days=30)
KEY = {
    "account": ZHAO,
    "label": "hr-system",
    "role": Role.OFFICER,
    "function": "hrss",
    "area": "zibo-shibenji",
    "scope": ("queries", "ReviewCase"),
    "expires_at": A_MONTH,
    "digest": DIGEST,
}


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO, pack_of_jinan())
    opened(books)
    return books


def account(books: Books, name: str = ZHAO) -> Account:
    found = books.load(Account, Account.id_of(name))
    assert isinstance(found, Account)
    return found


def issued(books: Books, **facts: object) -> UUID:
    """A key; its id."""
    return books.send(IssueApiKey(**KEY | facts), TAN).events[-1].api_key_id


def by_key(standing: Authority, key_id: UUID) -> Authority:
    """A machine that acts for whoever has that standing."""
    return standing.model_copy(update={"actor": f"{standing.actor} key:{key_id}"})


class TestKeys:
    def test_a_key_is_kept_as_the_digest_of_its_secret_with_post_scope_and_end(self, books):
        key_id = issued(books)

        key = account(books).keys[key_id]
        assert (key.digest, key.expires_at, key.scope) == (DIGEST, A_MONTH, ("ReviewCase", "queries"))
        assert key.post.role is Role.OFFICER
        assert key.digests_at(AT) == (DIGEST,)
        assert key.digests_at(A_MONTH) == ()

    def test_a_rotated_key_is_good_beside_the_new_one_for_a_while(self, books):
        key_id = issued(books)
        rotation = {"account_id": Account.id_of(ZHAO), "api_key_id": key_id, "expires_at": A_MONTH}
        books.send(RotateApiKey(**rotation, digest=OTHER, overlap_hours=24), TAN)

        key = account(books).keys[key_id]
        assert set(key.digests_at(AT + timedelta(hours=23))) == {DIGEST, OTHER}
        assert key.digests_at(AT + timedelta(hours=24)) == (OTHER,)

    def test_a_revoked_key_lets_nobody_in_and_is_not_rotated(self, books):
        key_id = issued(books)
        named = {"account_id": Account.id_of(ZHAO), "api_key_id": key_id}
        books.send(RevokeApiKey(**named), saying_why(TAN))

        assert account(books).keys_at(AT) == []
        assert isinstance(books.refused(RevokeApiKey(**named), saying_why(TAN)), KeyNotInForce)
        rotation = RotateApiKey(**named, digest=OTHER, expires_at=A_MONTH)
        assert isinstance(books.refused(rotation, TAN), KeyNotInForce)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"expires_at": AT}, "expires_at"),
            ({"expires_at": AT + timedelta(days=367)}, "expires_at"),
            ({"area": None}, "role"),
            ({"role": Role.SYSTEM, "function": None, "area": None}, "role"),
            ({"function": "mayor"}, "function"),
            ({"scope": ("everything",)}, "scope"),
            ({"scope": ("IssueApiKey",)}, "scope"),
        ],
    )
    def test_no_key_is_for_ever_for_no_post_or_for_what_is_not_for_machines(self, books, facts, field):
        refused = books.refused(IssueApiKey(**KEY | facts), TAN)

        assert isinstance(refused, Invalid)
        assert refused.fields == (field,)

    @pytest.mark.parametrize(
        "by", [SUN, DRC, Authority(actor="ops", role="operator", effective_on=DAY, at=AT)]
    )
    def test_nobody_but_a_security_officer_issues_one(self, books, by):
        assert isinstance(books.refused(IssueApiKey(**KEY), by), PostMayNot)

    def test_what_is_done_about_keys_stands_on_the_security_log(self, books):
        key_id = issued(books)
        named = {"account_id": Account.id_of(ZHAO), "api_key_id": key_id}
        books.send(RotateApiKey(**named, digest=OTHER, expires_at=A_MONTH), TAN)
        books.send(RevokeApiKey(**named), saying_why(TAN))

        told = [(line.kind, line.actor, line.thing) for line in books.security.lines]
        assert told == [
            (kind, TAN.actor, Account.id_of(ZHAO))
            for kind in (SecurityKind.KEY_ISSUED, SecurityKind.KEY_ROTATED, SecurityKind.KEY_REVOKED)
        ]


class TestSeparation:
    def test_no_account_gets_keys_for_two_of_the_three_roles(self, books):
        of_nobody = {"function": None, "area": None}
        issued(books, role=Role.AUDITOR, **of_nobody)

        refused = books.refused(IssueApiKey(**KEY | of_nobody | {"role": Role.OPERATOR}), TAN)
        assert isinstance(refused, RolesNotSeparated)
        issued(books, label="second", role=Role.AUDITOR, **of_nobody)

    def test_nor_under_two_accounts_of_one_person(self, books):
        of_nobody = {"function": None, "area": None}
        issued(books, role=Role.AUDITOR, **of_nobody)
        books.send(JoinAccounts(account=ZHAO, other="zhao-2"), saying_why(TAN))

        key = KEY | of_nobody | {"account": "zhao-2", "role": Role.SECURITY}
        assert isinstance(books.refused(IssueApiKey(**key), TAN), RolesNotSeparated)


class TestFourEyes:
    def test_a_machine_is_counted_as_its_holder(self, books):
        case_id = at_department(books, person_of(books))
        both = DRC.model_copy(update={"actor": DRC_OF_ZHANGDIAN.actor})

        refused = books.refused(ReviewCase(card_application_id=case_id), by_key(both, UUID(int=7)))

        assert isinstance(refused, ActedBefore)

    def test_two_accounts_of_one_person_are_one_person(self, books):
        case_id = at_department(books, person_of(books))
        books.send(JoinAccounts(account=DRC.actor, other=DRC_OF_ZHANGDIAN.actor), saying_why(TAN))

        assert isinstance(books.refused(ReviewCase(card_application_id=case_id), DRC), ActedBefore)

    def test_three_accounts_joined_in_two_steps_are_one_person_each(self, books):
        books.send(JoinAccounts(account="a", other="b"), saying_why(TAN))
        books.send(JoinAccounts(account="b", other="c"), saying_why(TAN))

        assert {account(books, name).accounts for name in "abc"} == {frozenset("abc")}
        again = books.refused(JoinAccounts(account="a", other="c"), saying_why(TAN))
        assert isinstance(again, AlreadyOnePerson)

    def test_an_account_that_was_joined_by_mistake_is_another_persons_again(self, books):
        case_id = at_department(books, person_of(books))
        for other in (DRC_OF_ZHANGDIAN.actor, "c"):
            books.send(JoinAccounts(account=DRC.actor, other=other), saying_why(TAN))

        separation = SeparateAccount(account=DRC.actor)
        assert books.refused(separation, TAN).code == "reason_required"
        books.send(separation, saying_why(TAN))

        assert account(books, DRC.actor).accounts == {DRC.actor}
        assert account(books, "c").accounts == {DRC_OF_ZHANGDIAN.actor, "c"}
        books.send(ReviewCase(card_application_id=case_id), DRC)
        assert isinstance(books.refused(separation, saying_why(TAN)), NotJoined)

    def test_accounts_whose_keys_hold_roles_that_are_kept_apart_are_joined_once_a_key_is_revoked(self, books):
        key = {"label": "machine", "scope": ("queries",), "expires_at": A_MONTH, "digest": DIGEST}
        issued = books.send(IssueApiKey(account="a", role=Role.OPERATOR, **key), TAN).events[-1]
        books.send(IssueApiKey(account="b", role=Role.AUDITOR, **key), TAN)
        joining = JoinAccounts(account="c", other="a"), JoinAccounts(account="b", other="c")
        books.send(joining[0], saying_why(TAN))

        assert isinstance(books.refused(joining[1], saying_why(TAN)), RolesNotSeparated)
        revoked = {"account_id": issued.originator_id, "api_key_id": issued.api_key_id}
        books.send(RevokeApiKey(**revoked), saying_why(TAN))
        books.send(joining[1], saying_why(TAN))

        assert account(books, "a").accounts == frozenset("abc")

    def test_a_machine_neither_keeps_accounts_nor_lets_anybody_stand_in(self, books):
        period = {"valid_from": DAY, "valid_to": DAY}
        grant = GrantStandIn(officer="wu", principal=DRC.actor, **period)

        assert isinstance(books.refused(grant, by_key(DRC, UUID(int=7))), PostMayNot)
        assert isinstance(books.refused(IssueApiKey(**KEY), by_key(TAN, UUID(int=7))), PostMayNot)


class TestEmergencies:
    @pytest.fixture
    def case_id(self, books: Books) -> UUID:
        return at_department(books, person_of(books))

    def broken(self, books: Books, case_id: UUID) -> UUID:
        return books.send(OpenEmergency(card_application_id=case_id, minutes=30), XU).events[-1].emergency_id

    def test_one_case_is_open_to_whoever_says_why_for_a_short_while(self, books, case_id):
        self.broken(books, case_id)

        its = account(books, XU.actor)
        assert its.opens(case_id, AT + timedelta(minutes=29))
        assert not its.opens(case_id, AT + timedelta(minutes=30))
        assert not its.opens(UUID(int=1), AT)
        assert [line.kind for line in books.security.lines] == [SecurityKind.EMERGENCY_OPENED]

    def test_a_code_is_no_reason_and_the_reason_is_sealed(self, books, case_id):
        coded = XU.model_copy(update={"reason": None, "reason_code": "urgent"})
        assert books.refused(OpenEmergency(card_application_id=case_id), coded).field == "reason"

        event = books.send(OpenEmergency(card_application_id=case_id), XU).events[-1]
        assert books.opened(event.envelope.reason) == XU.reason

    def test_no_case_of_another_city_and_none_that_there_is_not(self, books, case_id):
        of_jinan = HRSS_OF_JINAN.model_copy(update={"reason": "示例"})

        assert isinstance(books.refused(OpenEmergency(card_application_id=case_id), of_jinan), NotFound)
        assert isinstance(books.refused(OpenEmergency(card_application_id=UUID(int=9)), XU), NotFound)

    def test_not_many_at_once(self, books, case_id):
        for _ in range(3):
            self.broken(books, case_id)

        assert isinstance(books.refused(OpenEmergency(card_application_id=case_id), XU), TooManyEmergencies)

    def test_an_auditor_reviews_it_once_with_a_reason(self, books, case_id):
        named = {"account_id": Account.id_of(XU.actor), "emergency_id": self.broken(books, case_id)}
        review = ReviewEmergency(**named, finding=EmergencyFinding.UNJUSTIFIED)

        books.send(review, saying_why(SUN))

        assert (
            account(books, XU.actor).emergencies[named["emergency_id"]].finding
            is EmergencyFinding.UNJUSTIFIED
        )
        assert isinstance(books.refused(review, saying_why(SUN)), ReviewedAlready)

    def test_nobody_reviews_an_emergency_of_ones_own_under_any_account(self, books, case_id):
        named = {"account_id": Account.id_of(XU.actor), "emergency_id": self.broken(books, case_id)}
        books.send(JoinAccounts(account=XU.actor, other=SUN.actor), saying_why(TAN))

        review = ReviewEmergency(**named, finding=EmergencyFinding.JUSTIFIED)
        assert isinstance(books.refused(review, saying_why(SUN)), SameOfficer)
        assert isinstance(books.refused(review, saying_why(TAN)), PostMayNot)
