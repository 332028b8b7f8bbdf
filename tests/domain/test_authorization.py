"""Who may do what, post by post: the table below is written by hand from the notices, not from the code."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from domain.authorization import (
    NotYourArea,
    NotYourDepartment,
    NotYourEnterprise,
    PostMayNot,
    Role,
    Scope,
    acting_for,
    authorise,
    must_be_department,
    must_cover,
    must_employ,
    scope_of,
)
from domain.base import Authority, Capacity
from domain.errors import Invalid, NotFound
from domain.functions import Function
from domain.policy.book import PolicyBook
from domain.use_cases import USE_CASES
from tests.domain.officers import (
    AT,
    DAY,
    DRC,
    HRSS,
    HRSS_OF_JINAN,
    HRSS_OF_ZHANGDIAN,
    entering_for,
    officer,
    specialist,
)
from tests.domain.zibo import ZIBO, pack_of_jinan

CITY, DISTRICT = "zibo-shibenji", "zhangdian"
POLICIES = PolicyBook([ZIBO, pack_of_jinan()])
CITIES = frozenset({CITY, "jinan-zibo-shibenji"})
LUJIAN, QILIN = UUID(int=11), UUID(int=12)

# Post: role, function, where. Whoever is not named for a command may not send it.
CITY_HRSS = ("officer", "hrss", CITY)
# Any of the four departments may be a recommending one; which are, the quota of the city says.
DEPARTMENTS = [("officer", function, CITY) for function in ("party_org", "hrss", "drc", "miit")]
ATTESTING = [("officer", function, area) for function in ("party_org", "hrss") for area in (CITY, DISTRICT)]
# Whose turn it is at a step of a case, the policy says.
REVIEWERS = [
    ("officer", function, area)
    for function in ("party_org", "hrss", "drc", "miit")
    for area in (CITY, DISTRICT)
]
KEEPERS = [("officer", function, area) for function in ("hrss", "drc", "miit") for area in (CITY, DISTRICT)]
HRSS_OFFICERS = [("officer", "hrss", area) for area in (CITY, DISTRICT)]
SPECIALIST = ("specialist", None, None)
SYSTEM = ("system", None, None)
PROVIDER = ("service_provider", None, None)
ANY_OFFICER = [("officer", function.value, area) for function in Function for area in (CITY, DISTRICT)]
OPERATOR = ("operator", None, None)
PROVINCIAL_WINDOW = ("provincial_window", None, None)
WINDOWS = [("officer", "window", area) for area in (CITY, DISTRICT)]
ALLIANCE = [("officer", "alliance", area) for area in (CITY, DISTRICT)]
SUPERVISORS = [SYSTEM, *WINDOWS, ("officer", "party_org", CITY), CITY_HRSS]

EVERY_OFFICER = [("officer", one.value, area) for one in Function for area in (CITY, DISTRICT)]

CITY_WINDOW = ("officer", "window", CITY)

MAY_SEND = {
    "PublishShippedPolicy": [SYSTEM],
    "DraftPolicy": [OPERATOR, CITY_HRSS],
    "RevisePolicyDraft": [OPERATOR, CITY_HRSS],
    "DiscardPolicyDraft": [OPERATOR, CITY_HRSS],
    "PublishPolicyDraft": [CITY_HRSS],
    "RetirePolicy": [CITY_HRSS],
    "OpenQuota": [CITY_HRSS, SYSTEM],
    "ReviseLimits": [CITY_HRSS],
    "FileMethod": [CITY_HRSS],
    "CloseQuota": [CITY_HRSS],
    "ReopenQuota": [CITY_HRSS],
    "NominateEnterprise": DEPARTMENTS,
    "WithdrawNomination": DEPARTMENTS,
    "RequestTransfer": DEPARTMENTS,
    "AcceptTransfer": DEPARTMENTS,
    "DeclineTransfer": DEPARTMENTS,
    "ProposePerson": [SPECIALIST, *DEPARTMENTS],
    "ReplacePerson": [SPECIALIST, *DEPARTMENTS],
    "RegisterEnterprise": KEEPERS,
    "StateCreditCode": KEEPERS,
    "RenameEnterprise": KEEPERS,
    "NamePrincipal": KEEPERS,
    "LetPrincipalGo": KEEPERS,
    "IdentifyPrincipal": KEEPERS,
    "AppointSpecialist": [SPECIALIST, *KEEPERS],
    "RelieveSpecialist": [SPECIALIST, *KEEPERS],
    "RelocateEnterprise": [("officer", function, CITY) for function in ("hrss", "drc", "miit")],
    "MergeEnterprise": [("officer", function, CITY) for function in ("hrss", "drc", "miit")],
    "ImportEnterpriseList": DEPARTMENTS,
    "RegisterTalent": [SPECIALIST, *KEEPERS],
    "RenameTalent": [SPECIALIST, *KEEPERS],
    "AddDocument": [SPECIALIST, *KEEPERS],
    "ReplaceDocument": [SPECIALIST, *KEEPERS],
    "AttestCadreStatus": ATTESTING,
    "DraftCardApplication": [SPECIALIST, *REVIEWERS],
    "FillForm": [SPECIALIST, *REVIEWERS],
    "SubmitCardApplication": [SPECIALIST, *REVIEWERS],
    "SupplyCorrection": [SPECIALIST, *REVIEWERS],
    "WithdrawCardApplication": [SPECIALIST, *REVIEWERS],
    "DismissDuplicate": REVIEWERS,
    "UpholdDuplicate": REVIEWERS,
    "UploadAttachment": [SPECIALIST, *REVIEWERS],
    "CheckAttachment": REVIEWERS,
    "StrikeOutAttachment": [SPECIALIST, *REVIEWERS],
    "GiveOpinion": REVIEWERS,
    "ReviewCase": REVIEWERS,
    "ReturnCase": REVIEWERS,
    "RequestCorrection": REVIEWERS,
    "NotRecommend": REVIEWERS,
    "ForwardCase": REVIEWERS,
    "GrantCard": REVIEWERS,
    "DeclineCard": REVIEWERS,
    "AcceptCase": REVIEWERS,
    "RefuseCase": REVIEWERS,
    "MigrateCase": [CITY_HRSS],
    "SuspendCase": REVIEWERS,
    "ResumeCase": REVIEWERS,
    "EndSuspension": [SYSTEM],
    "RequestReconsideration": [SPECIALIST, *REVIEWERS],
    "UpholdDecision": REVIEWERS,
    "OverturnDecision": REVIEWERS,
    "RequestRevision": REVIEWERS,
    "ReviseDecision": REVIEWERS,
    "DeclineRevision": REVIEWERS,
    "RequestFormCorrection": [SPECIALIST, *REVIEWERS],
    "CorrectForm": REVIEWERS,
    "DeclineFormCorrection": REVIEWERS,
    "RecuseOfficer": REVIEWERS,
    "WithdrawRecusal": REVIEWERS,
    "ExtendDeadline": [("officer", function, CITY) for function in ("party_org", "hrss", "drc", "miit")],
    "EscalateOverdue": [SYSTEM],
    "AnnounceWorkingYear": [("operator", None, None)],
    "RunJob": [("operator", None, None)],
    "DrawAuditSample": [("auditor", None, None)],
    "AnnouncePublishedYears": [SYSTEM],
    "WriteNote": REVIEWERS,
    "StrikeNoteOut": REVIEWERS,
    "IssueApiKey": [("security_officer", None, None)],
    "RotateApiKey": [("security_officer", None, None)],
    "RevokeApiKey": [("security_officer", None, None)],
    "JoinAccounts": [("security_officer", None, None)],
    "SeparateAccount": [("security_officer", None, None)],
    "OpenEmergency": [*REVIEWERS, *WINDOWS, *ALLIANCE],
    "ReviewEmergency": [("auditor", None, None)],
    "GrantStandIn": EVERY_OFFICER,
    "RevokeStandIn": EVERY_OFFICER,
    "OpenBatch": DEPARTMENTS,
    "AddToBatch": DEPARTMENTS,
    "RemoveFromBatch": DEPARTMENTS,
    "SealBatch": DEPARTMENTS,
    "CancelBatch": DEPARTMENTS,
    "DeclareNothingToSubmit": DEPARTMENTS,
    "AcceptMember": [CITY_HRSS],
    "ReturnMember": [CITY_HRSS],
    "TranscribeResult": [CITY_HRSS],
    "ConfirmResult": [CITY_HRSS],
    "ContestResult": [CITY_HRSS],
    "RequestEntryCorrection": [CITY_HRSS],
    "ConvenePanel": [CITY_HRSS],
    "AddPanelMember": [CITY_HRSS],
    "RecusePanelMember": [CITY_HRSS],
    "CastPanelVote": [CITY_HRSS],
    "StrikePanelVote": [CITY_HRSS],
    "ConcludePanel": [CITY_HRSS],
    "ContestPanelConclusion": [CITY_HRSS],
    "ConfirmPanelConclusion": [CITY_HRSS],
    "DissolvePanel": [CITY_HRSS],
    "CloseEntry": [PROVINCIAL_WINDOW, *WINDOWS, SYSTEM],
    "CompileReport": [PROVINCIAL_WINDOW, *WINDOWS, SYSTEM],
    "SignOffReport": [PROVINCIAL_WINDOW, *WINDOWS],
    "DeclineSignOff": [PROVINCIAL_WINDOW, *WINDOWS],
    "SubmitReport": [PROVINCIAL_WINDOW, *WINDOWS],
    "AcknowledgeReport": [CITY_WINDOW],
    "ReturnReport": [CITY_WINDOW],
    "TranscribeAnswer": WINDOWS,
    "ConfirmAnswer": WINDOWS,
    "ContestAnswer": WINDOWS,
    "OpenRevision": [PROVINCIAL_WINDOW, *WINDOWS],
    "GrantAutomatically": DEPARTMENTS,  # which of them issues the card, the policy says
    "CorrectEntry": [CITY_HRSS],
    "DeclineEntryCorrection": [CITY_HRSS],
    "IssueCard": [CITY_HRSS],
    "IssueOwnCard": DEPARTMENTS,
    "TakeOverBooks": [CITY_HRSS, CITY_WINDOW],
    "HandInBulkJob": [SPECIALIST, *ANY_OFFICER],
    "CompleteBulkJob": [SYSTEM],
    "PrepareReportDelivery": [SYSTEM],
    "TakeReceipt": [SYSTEM],
    "NoteRefusalOfDelivery": [SYSTEM],
    "ReceiveReport": [SYSTEM],
    "ResendReport": WINDOWS,
    "AcknowledgeReceivedReport": [PROVINCIAL_WINDOW, *WINDOWS],
    "ReturnReceivedReport": [PROVINCIAL_WINDOW, *WINDOWS],
    "IssueCardEarly": DEPARTMENTS,
    "ProduceCard": DEPARTMENTS,
    "OpenProductionBatch": DEPARTMENTS,
    "AddToProduction": DEPARTMENTS,
    "RemoveFromProduction": DEPARTMENTS,
    "OrderProduction": DEPARTMENTS,
    "ReceiveFromProduction": DEPARTMENTS,
    "RejectFromProduction": DEPARTMENTS,
    "CancelProductionBatch": DEPARTMENTS,
    "DispatchCard": DEPARTMENTS,
    "DeliverCard": DEPARTMENTS,
    "ActivateCard": [SPECIALIST, *DEPARTMENTS],
    "ReportLoss": [SPECIALIST, *DEPARTMENTS],
    "WithdrawLoss": [SPECIALIST, *DEPARTMENTS],
    "ReplaceCard": DEPARTMENTS,
    "ProposeMeasure": [SPECIALIST, *REVIEWERS],
    "DeclineProposal": DEPARTMENTS,
    "SuspendCard": DEPARTMENTS,
    "ReinstateCard": DEPARTMENTS,
    "ReportFalseDeclaration": [SPECIALIST, *REVIEWERS],
    "OpenInquiry": DEPARTMENTS,
    "ConcludeInquiry": DEPARTMENTS,
    "RevokeCard": DEPARTMENTS,
    "BarHolder": DEPARTMENTS,
    "LiftBar": DEPARTMENTS,
    "DrawConsequence": DEPARTMENTS,
    "CancelCard": DEPARTMENTS,
    "RenewCard": DEPARTMENTS,
    "ConfirmMeasure": DEPARTMENTS,
    "CorrectCardEntry": DEPARTMENTS,
    "ContestMeasure": DEPARTMENTS,
    "ConfirmArrival": [SPECIALIST, *DEPARTMENTS],
    "ExtendArrival": DEPARTMENTS,
    "MoveCard": [SPECIALIST, *DEPARTMENTS],
    "LapseArrival": [SYSTEM],
    "ExpireCard": [SYSTEM],
    "GiveUpCard": [SYSTEM],
    "RemindOfArrival": [SYSTEM],
    "ListForRenewal": [SYSTEM],
    "UseService": [PROVIDER],
    "ReverseUse": [PROVIDER],
    "StateEmployer": [SPECIALIST, *HRSS_OFFICERS],
    "EndEmployment": [SPECIALIST, *HRSS_OFFICERS],
    "RelocateTalent": [SPECIALIST, CITY_HRSS],
    "StatePhone": [SPECIALIST, *HRSS_OFFICERS],
    "RestrictPersonalData": [CITY_HRSS],
    "LiftRestriction": [CITY_HRSS],
    "AllowReading": [CITY_HRSS],
    "RequestErasure": [CITY_HRSS],
    "DeclineErasure": [CITY_HRSS],
    "ErasePersonalData": [CITY_HRSS],
    "RegisterDemand": [SPECIALIST, *WINDOWS, *REVIEWERS],
    "TakeOverDemand": [("officer", "window", CITY)],
    "ClassifyDemand": WINDOWS,
    "MoveDemand": WINDOWS,
    "AssignDemand": WINDOWS,
    "RejectDispute": WINDOWS,
    "HandDemandToAlliance": WINDOWS,
    "RecordDocking": WINDOWS,
    "GrantExtension": [*WINDOWS, *REVIEWERS],  # which of them, the policy says
    "DeclineExtension": [*WINDOWS, *REVIEWERS],
    "EscalateDemand": WINDOWS,
    "HandBackDemand": WINDOWS,
    "MergeDemand": WINDOWS,
    "CallBack": WINDOWS,
    "StrikeOffDemand": WINDOWS,
    "ReopenDemand": WINDOWS,
    "ReverseClosure": WINDOWS,
    "AcceptAssignment": ANY_OFFICER,  # of the unit in the lead, as the item says
    "DisputeAssignment": ANY_OFFICER,  # of the unit in the lead, as the item says
    "RecordProgress": ANY_OFFICER,  # of the unit in the lead, as the item says
    "ReplyToDemand": ANY_OFFICER,  # of the unit in the lead, as the item says
    "RequestExtension": ANY_OFFICER,  # of the unit in the lead, as the item says
    "SettleDemand": ANY_OFFICER,  # of the unit in the lead, as the item says
    "ExplainDemand": ANY_OFFICER,  # of the unit in the lead, as the item says
    "RectifyDemand": ANY_OFFICER,  # of the unit in the lead, as the item says
    "RestateDemand": [SPECIALIST, *WINDOWS],
    "WithdrawDemand": [SPECIALIST, *WINDOWS],
    "RateDemand": [SPECIALIST, *WINDOWS],
    "CorrectRating": [SPECIALIST, *WINDOWS],
    "SuperviseDemand": SUPERVISORS,
    "LiftSupervision": SUPERVISORS,
    "EscalateOverdueDemand": [SYSTEM],
    "AnnounceDraft": [SYSTEM],
    "RemindOfReport": [SYSTEM],
}

# In which capacities an officer may act; a specialist never enters papers and never writes down decisions.
IN_OFFICE = {"acting", "deputising"}
ON_PAPER = IN_OFFICE | {"entering_for"}
KEEPING_BOOKS = ON_PAPER | {"transcribing"}
IN_CAPACITY = {
    "ProposePerson": ON_PAPER,
    "ReplacePerson": ON_PAPER,
    "HandInBulkJob": KEEPING_BOOKS,
    "RegisterEnterprise": KEEPING_BOOKS,
    "StateCreditCode": KEEPING_BOOKS,
    "RenameEnterprise": KEEPING_BOOKS,
    "NamePrincipal": KEEPING_BOOKS,
    "LetPrincipalGo": KEEPING_BOOKS,
    "AppointSpecialist": ON_PAPER,
    "RelieveSpecialist": ON_PAPER,
    "IdentifyPrincipal": KEEPING_BOOKS,
    "RelocateEnterprise": KEEPING_BOOKS,
    "MergeEnterprise": KEEPING_BOOKS,
    "RegisterTalent": KEEPING_BOOKS,
    "RenameTalent": KEEPING_BOOKS,
    "AddDocument": KEEPING_BOOKS,
    "ReplaceDocument": KEEPING_BOOKS,
    "DraftCardApplication": ON_PAPER,
    "FillForm": ON_PAPER,
    "SubmitCardApplication": ON_PAPER,
    "SupplyCorrection": ON_PAPER,
    "WithdrawCardApplication": ON_PAPER,
    "UploadAttachment": ON_PAPER,
    "StrikeOutAttachment": ON_PAPER,
    "RequestReconsideration": ON_PAPER,
    "RequestFormCorrection": ON_PAPER,
    "RequestRevision": IN_OFFICE | {"transcribing"},
    "WriteNote": {"acting"},
    "StrikeNoteOut": {"acting"},
    "IssueApiKey": {"acting"},
    "RotateApiKey": {"acting"},
    "RevokeApiKey": {"acting"},
    "JoinAccounts": {"acting"},
    "SeparateAccount": {"acting"},
    "OpenEmergency": {"acting"},
    "ReviewEmergency": {"acting"},
    "GrantStandIn": {"acting"},
    "RevokeStandIn": {"acting"},
    "AttestCadreStatus": IN_OFFICE | {"transcribing"},
    "TranscribeResult": {"transcribing"},
    "TranscribeAnswer": {"transcribing"},
    "ConvenePanel": {"transcribing"},
    "AddPanelMember": {"transcribing"},
    "RecusePanelMember": {"transcribing"},
    "CastPanelVote": {"transcribing"},
    "StrikePanelVote": {"transcribing"},
    "ConcludePanel": {"transcribing"},
    "DissolvePanel": {"transcribing"},
    "RequestEntryCorrection": {"transcribing"},
    "IssueCard": {"transcribing"},
    "ActivateCard": ON_PAPER,
    "ReportLoss": ON_PAPER,
    "WithdrawLoss": ON_PAPER,
    "ConfirmArrival": ON_PAPER,
    "MoveCard": ON_PAPER,
    "ProposeMeasure": ON_PAPER,
    "ReportFalseDeclaration": ON_PAPER,
    "ProduceCard": {"transcribing"},
    "ReplaceCard": IN_OFFICE | {"transcribing"},
    "SuspendCard": IN_OFFICE | {"transcribing"},
    "ReinstateCard": IN_OFFICE | {"transcribing"},
    "OpenInquiry": IN_OFFICE | {"transcribing"},
    "ConcludeInquiry": IN_OFFICE | {"transcribing"},
    "BarHolder": IN_OFFICE | {"transcribing"},
    "LiftBar": IN_OFFICE | {"transcribing"},
    "RevokeCard": IN_OFFICE | {"transcribing"},
    "CancelCard": IN_OFFICE | {"transcribing"},
    "RenewCard": IN_OFFICE | {"transcribing"},
    "CorrectCardEntry": IN_OFFICE | {"transcribing"},
    "StateEmployer": KEEPING_BOOKS,
    "EndEmployment": KEEPING_BOOKS,
    "RelocateTalent": KEEPING_BOOKS,
    "StatePhone": KEEPING_BOOKS,
    "RegisterDemand": ON_PAPER,
    "AcceptAssignment": ON_PAPER,
    "DisputeAssignment": ON_PAPER,
    "RecordProgress": ON_PAPER,
    "ReplyToDemand": ON_PAPER,
    "RequestExtension": ON_PAPER,
    "SettleDemand": ON_PAPER,
    "ExplainDemand": ON_PAPER,
    "RectifyDemand": ON_PAPER,
    "RestateDemand": ON_PAPER,
    "WithdrawDemand": ON_PAPER,
    "RateDemand": ON_PAPER,
    "CorrectRating": ON_PAPER,
    "HandBackDemand": KEEPING_BOOKS,
}

CORRECTING = {"RequestEntryCorrection", "CorrectEntry", "ReverseClosure"}

COMMANDS = {command.__name__: command for command in USE_CASES}
FUNCTIONS = [None, *(function.value for function in Function), "competent"]
POSTS = list(product([role.value for role in Role], FUNCTIONS, [None, CITY, DISTRICT]))

every_command = pytest.mark.parametrize("name", list(MAY_SEND))


def standing(role: str, function: str | None, area: str | None, **more) -> Authority:
    usual = {
        "actor": "somebody",
        "role": role,
        "function": function,
        "area": area,
        "enterprise_id": LUJIAN if role == "specialist" else None,
        "capacity": Capacity.SYSTEM if role == "system" else Capacity.ACTING,
        "effective_on": DAY,
        "at": AT,
    }
    return Authority(**usual | more)


def usually(name: str, post: tuple[str | None, ...], **more) -> Authority:
    """The post in the capacity in which such a command is sent: some are only written down."""
    if IN_CAPACITY.get(name) == {"transcribing"}:
        more = {"capacity": Capacity.TRANSCRIBING, "deciding_body": "shandong-hrss"} | more
    return standing(*post, **more)


def may(command: str, authority: Authority) -> bool:
    try:
        authorise(COMMANDS[command], authority, CITIES)
    except PostMayNot:
        return False
    return True


def in_table(name: str, role: str, function: str | None, area: str | None) -> bool:
    """Functions and areas of those who hold their post in neither make no difference."""
    if role not in {"officer", "superuser"}:
        return (role, None, None) in MAY_SEND[name]
    return (role, function, area) in MAY_SEND[name]


class TestPosts:
    def test_the_table_has_every_command(self):
        assert set(MAY_SEND) == set(COMMANDS)

    @every_command
    def test_a_command_is_sent_by_the_posts_of_the_table_and_no_others(self, name):
        allowed = {post for post in POSTS if may(name, usually(name, post))}

        assert allowed == {post for post in POSTS if in_table(name, *post)}

    @every_command
    def test_a_specialist_of_no_enterprise_may_do_nothing(self, name):
        assert not may(name, standing("specialist", None, None, enterprise_id=None))

    @every_command
    def test_an_unknown_role_may_do_nothing(self, name):
        assert not any(may(name, standing("superuser", function, CITY)) for function in FUNCTIONS)

    def test_who_may_not_is_told_who_can_lift_it(self):
        with pytest.raises(PostMayNot) as refused:
            authorise(COMMANDS["OpenQuota"], DRC, CITIES)

        assert "administrator" in refused.value.lifted_by.en


class TestCapacities:
    @every_command
    def test_an_officer_acts_in_the_capacities_of_the_table_and_no_others(self, name):
        posts = [post for post in MAY_SEND[name] if post[0] == "officer"]
        said = {"on_behalf_of": "sun-hrss", "deciding_body": "shandong-hrss"}

        for post, capacity in product(posts, Capacity):
            allowed = capacity in IN_CAPACITY.get(name, IN_OFFICE)
            assert may(name, standing(*post, capacity=capacity, **said)) == allowed

    @every_command
    def test_a_specialist_acts_in_no_other_capacity(self, name):
        if SPECIALIST in MAY_SEND[name]:
            allowed = {c for c in Capacity if may(name, standing(*SPECIALIST, capacity=c))}
            assert allowed == {Capacity.ACTING}

    @pytest.mark.parametrize("field", ["signatory", "on_behalf_of"])
    def test_a_specialist_names_no_person_in_clear(self, field):
        assert not may("ProposePerson", standing(*SPECIALIST, **{field: "王小明"}))

    @every_command
    def test_no_command_corrects_an_entry_but_those_of_the_table(self, name):
        for post in MAY_SEND[name]:
            correcting = usually(name, post, corrects=UUID(int=5))
            if name in CORRECTING:
                assert may(name, correcting)
                continue
            with pytest.raises(Invalid) as refused:
                may(name, correcting)
            assert refused.value.field == "corrects"

    @every_command
    def test_only_the_system_acts_as_the_system(self, name):
        people = (post for post in POSTS if post[0] != "system")
        assert not any(may(name, standing(*post, capacity=Capacity.SYSTEM)) for post in people)

    def test_the_system_does_not_act_as_a_person(self):
        people = [capacity for capacity in Capacity if capacity is not Capacity.SYSTEM]
        assert not any(
            may("PublishShippedPolicy", standing(*SYSTEM, capacity=capacity)) for capacity in people
        )

    def test_who_acts_in_another_capacity_is_told_that_it_is_this_and_which_would_do(self):
        with pytest.raises(PostMayNot) as refused:
            authorise(COMMANDS["OpenQuota"], standing(*CITY_HRSS, capacity=Capacity.ENTERING_FOR), CITIES)

        assert refused.value.field == "capacity"
        assert "acting、deputising" in refused.value.detail.zh
        assert "acting, deputising" in refused.value.detail.en

    def test_who_deputises_says_for_whom(self):
        with pytest.raises(Invalid) as refused:
            authorise(COMMANDS["OpenQuota"], standing(*CITY_HRSS, capacity=Capacity.DEPUTISING), CITIES)

        assert refused.value.field == "on_behalf_of"

    def test_who_writes_a_decision_down_says_whose_it_is(self):
        transcribing = standing(*CITY_HRSS, capacity=Capacity.TRANSCRIBING)
        with pytest.raises(Invalid) as refused:
            authorise(COMMANDS["RenameEnterprise"], transcribing, CITIES)

        assert refused.value.field == "deciding_body"


class TestMatters:
    """What is asked of the thing itself, once it is loaded."""

    def test_a_matter_is_for_its_own_department(self):
        must_be_department(DRC, "drc")
        with pytest.raises(NotYourDepartment) as refused:
            must_be_department(DRC, "miit")

        assert refused.value.blocked_by == {"kind": "department", "id": "miit"}

    def test_a_specialist_acts_for_the_own_enterprise_in_its_own_name(self):
        authority = specialist(LUJIAN)

        assert acting_for(authority, LUJIAN) == authority

    def test_a_specialist_does_not_act_for_another(self):
        with pytest.raises(NotFound):
            acting_for(specialist(LUJIAN), QILIN)

    def test_an_officer_enters_for_an_enterprise_and_the_event_will_say_for_which(self):
        assert acting_for(entering_for(HRSS), LUJIAN).on_behalf_of == str(LUJIAN)

    def test_an_officer_does_not_act_for_an_enterprise_as_if_it_were_the_offices_own_matter(self):
        with pytest.raises(PostMayNot) as refused:
            acting_for(HRSS, LUJIAN)

        assert refused.value.field == "capacity"

    def test_a_specialist_speaks_of_people_whom_the_enterprise_employs(self):
        must_employ(specialist(LUJIAN), LUJIAN)
        for employer in (QILIN, None):
            with pytest.raises(NotYourEnterprise) as refused:
                must_employ(specialist(LUJIAN), employer)
            assert refused.value.field == "employer_id"

    def test_an_officer_speaks_of_people_whoever_employs_them(self):
        for employer in (LUJIAN, None):
            must_employ(HRSS, employer)

    def test_an_officer_of_an_area_covers_that_area(self):
        must_cover(HRSS_OF_ZHANGDIAN, "zhangdian", CITY)
        with pytest.raises(NotYourArea) as refused:
            must_cover(HRSS_OF_ZHANGDIAN, "zichuan", CITY)

        assert refused.value.field == "area"

    def test_the_citys_own_departments_cover_all_areas(self):
        must_cover(HRSS, "zhangdian", CITY)
        must_cover(HRSS, CITY, CITY)

    def test_the_departments_of_another_city_cover_none(self):
        with pytest.raises(NotYourArea):
            must_cover(officer("hrss", "jinan-zibo-shibenji"), "zhangdian", CITY)


class TestSight:
    """How far a post sees."""

    @pytest.mark.parametrize(
        ("authority", "scope"),
        [
            (standing("auditor", None, None), Scope()),
            (standing("system", None, None), Scope()),
            (HRSS, Scope(city="370300")),
            (HRSS_OF_JINAN, Scope(city="370100")),
            (HRSS_OF_ZHANGDIAN, Scope(city="370300", area="zhangdian")),
            (specialist(LUJIAN), Scope(enterprise_id=LUJIAN)),
        ],
        ids=[
            "auditor",
            "system",
            "officer of the city",
            "officer of another city",
            "officer of an area",
            "specialist",
        ],
    )
    def test_a_post_sees_as_far_as_its_matters_reach(self, authority, scope):
        assert scope_of(authority, POLICIES) == scope

    @pytest.mark.parametrize(
        "authority",
        [
            standing("service_provider", None, None),
            standing("provincial_window", "window", "shandong"),
            standing("operator", None, None),
            standing("specialist", None, None, enterprise_id=None),
            standing("superuser", "hrss", CITY),
        ],
        ids=["provider", "province", "operator", "nobody's specialist", "unknown role"],
    )
    def test_other_posts_see_nothing_of_quotas_enterprises_and_talents(self, authority):
        with pytest.raises(PostMayNot):
            scope_of(authority, POLICIES)

    @pytest.mark.parametrize(
        "authority",
        [
            standing("officer", "hrss", None),
            standing("officer", None, CITY),
            standing("officer", "alliance", CITY),
            standing("officer", "competent", CITY),
            standing("officer", "alliance", DISTRICT),
            standing("officer", "hrss", "nowhere"),
            standing("officer", "party_org", "shandong"),
        ],
        ids=[
            "of nowhere",
            "of no function",
            "of a function that no organization of the city has",
            "of a function that there is not",
            "of a function that no organization of the area has",
            "of an area that there is not",
            "of the province",
        ],
    )
    def test_an_officer_of_an_office_that_there_is_not_today_sees_nothing(self, authority):
        with pytest.raises(PostMayNot) as refused:
            scope_of(authority, POLICIES)

        assert "administrator" in refused.value.lifted_by.en

    def test_on_a_day_without_a_policy_an_officer_is_told_so_and_who_can_publish_one(self):
        before_the_first = standing("officer", "hrss", CITY, at=datetime(2023, 12, 14, 15, 59, tzinfo=UTC))

        with pytest.raises(PostMayNot) as refused:
            scope_of(before_the_first, POLICIES)

        assert "No policy was in force in this city on 2023-12-14" in str(refused.value)
        assert "operator can publish" in refused.value.lifted_by.en

    def test_an_office_is_there_from_the_first_hour_of_the_offices_own_day(self):
        midnight_in_zibo = datetime(2023, 12, 14, 16, tzinfo=UTC)

        seen = scope_of(standing("officer", "hrss", CITY, at=midnight_in_zibo), POLICIES)

        assert seen == Scope(city="370300")

    @pytest.mark.parametrize(
        ("scope", "of_zhangdian", "of_nobody"),
        [
            (Scope(), True, True),
            (Scope(city="370300"), True, True),
            (Scope(city="370100"), False, False),
            (Scope(city="370300", area="zhangdian"), True, False),
            (Scope(city="370100", area="zhangdian"), False, False),
            (Scope(city="370300", area="zichuan"), False, False),
            (Scope(enterprise_id=LUJIAN), True, False),
            (Scope(enterprise_id=QILIN), False, False),
        ],
        ids=[
            "all",
            "its city",
            "another city",
            "its area",
            "an area of this name elsewhere",
            "another area",
            "its enterprise",
            "another enterprise",
        ],
    )
    def test_a_scope_covers_what_lies_in_it_and_nothing_of_unknown_place(
        self, scope, of_zhangdian, of_nobody
    ):
        assert scope.covers(city="370300", area="zhangdian", enterprise_id=LUJIAN) is of_zhangdian
        assert scope.covers(city="370300", area=None, enterprise_id=None) is of_nobody

    @pytest.mark.parametrize(
        ("scope", "whole"),
        [
            (Scope(), True),
            (Scope(city="370300"), True),
            (Scope(city="370100"), False),
            (Scope(city="370300", area="zhangdian"), False),
            (Scope(enterprise_id=LUJIAN), False),
        ],
        ids=["all", "the city", "another city", "an area", "an enterprise"],
    )
    def test_who_sees_an_area_or_an_enterprise_does_not_see_the_whole_city(self, scope, whole):
        assert scope.covers_all_of("370300") is whole
