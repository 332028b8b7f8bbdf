"""Who may send and see what: a table of its own, held against every operation that the contract names."""

from collections.abc import Callable, Iterator
from copy import copy
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, quote
from uuid import uuid4

import pytest
from httpx import Response

from api.command_addresses import SENT_TO
from api.desk import OK
from api.guide import GUIDE
from bootstrap.report_exchange import ReportExchange
from domain.aggregates import ReceivedReport, ReportDelivery
from domain.authorization import Post, Role, is_permitted
from domain.base import Authority
from domain.disclosures import Purpose
from domain.instances import Instance
from domain.ledger_books.content import ReportLevel
from domain.policy.steps import StepKind
from domain.readings import IN_CLEAR
from domain.report_packages import ReceiptStanding, ReportReceipt
from domain.use_cases.exchanging_reports import PrepareReportDelivery, ReceiveReport, TakeReceipt
from persistence.embedded import EmbeddedPostgres
from tests.api.cards import granted
from tests.api.conftest import (
    BOSHAN,
    CITY,
    LETTER,
    PAPER,
    QUOTA,
    ZHANGDIAN,
    Person,
    Town,
    as_owner,
    list_of,
    talent_named,
    town_on,
)
from tests.api.grants import granted_honor, has_head
from tests.api.routes import OnRoute
from tests.architecture.test_decision_point import OF_THE_PERSON
from tests.conftest import _temporary as temporary
from tests.documents.printed import set_in
from tests.domain.made_up import credit_code_of
from tests.domain.reports_between_units import RECEIVED_AT, by_system, files_of, manifest_of, report_of
from tests.domain.zibo import ZIBO, pack_of_jinan
from tests.projections.waiting import until
from tests.system.canaries import opened

SOMETHING = str(uuid4())
A_CARD = f"/v1/cards/{SOMETHING}"
PRODUCTION = f"/v1/production-batches/{SOMETHING}"
UNOPENED = f"/v1/quotas/{CITY}/huicai/2091"
PLACE = f"{QUOTA}/nominations/{SOMETHING}"
COMMAND_NAMED = {kind.__name__: kind for kind in SENT_TO}
PASSPORT = {"kind": "passport", "issuing_country": "GBR", "number": "000000009"}

WHO: dict[str, Callable[[Town], Post]] = {
    "city HRSS": lambda _: Post(role=Role.OFFICER, function="hrss", area="zibo-shibenji"),
    "city DRC": lambda _: Post(role=Role.OFFICER, function="drc", area="zibo-shibenji"),
    "city MIIT": lambda _: Post(role=Role.OFFICER, function="miit", area="zibo-shibenji"),
    "city party organ": lambda _: Post(role=Role.OFFICER, function="party_org", area="zibo-shibenji"),
    "district HRSS": lambda _: Post(role=Role.OFFICER, function="hrss", area=ZHANGDIAN),
    "district DRC": lambda _: Post(role=Role.OFFICER, function="drc", area=ZHANGDIAN),
    "other district HRSS": lambda _: Post(role=Role.OFFICER, function="hrss", area=BOSHAN),
    "city window": lambda _: Post(role=Role.OFFICER, function="window", area="zibo-shibenji"),
    "district window": lambda _: Post(role=Role.OFFICER, function="window", area=ZHANGDIAN),
    "city education": lambda _: Post(role=Role.OFFICER, function="education", area="zibo-shibenji"),
    "specialist": lambda town: Post(role=Role.SPECIALIST, enterprise_id=town.own),
    "other specialist": lambda town: Post(role=Role.SPECIALIST, enterprise_id=town.other),
    "auditor": lambda _: Post(role=Role.AUDITOR),
    "service provider": lambda _: Post(role=Role.PROVIDER),
    "provincial window": lambda _: Post(role=Role.WINDOW),
    "operator": lambda _: Post(role=Role.OPERATOR),
    "security officer": lambda _: Post(role=Role.SECURITY),
    "office of nowhere": lambda _: Post(role=Role.OFFICER, function="hrss", area="nowhere"),
    "office that there is not": lambda _: Post(role=Role.OFFICER, function="alliance", area="zibo-shibenji"),
    "HRSS of another city": lambda _: Post(role=Role.OFFICER, function="hrss", area="jinan-zibo-shibenji"),
    "district DRC of another city": lambda _: Post(role=Role.OFFICER, function="drc", area="jinan-zhangdian"),
}
CITY_HRSS = {"city HRSS"}
DEPARTMENTS = {"city DRC", "city MIIT"}
OF_CITY = DEPARTMENTS | CITY_HRSS | {"city party organ"}  # of which, for one place, that which nominated
CHECKING = {"operator", "auditor", "security officer"}
KEEPERS = {
    "city HRSS",
    "city DRC",
    "city MIIT",
    "district HRSS",
    "district DRC",
    "other district HRSS",
    "office of nowhere",
}
HRSS = {"city HRSS", "district HRSS", "other district HRSS", "office of nowhere"}
SPECIALISTS = {"specialist", "other specialist"}
PROVIDERS = {"service provider"}
PROPOSERS = SPECIALISTS | OF_CITY
REVIEWERS = OF_CITY | {"district HRSS", "district DRC", "other district HRSS", "office of nowhere"}
APPLICANTS = SPECIALISTS | REVIEWERS  # which office receives a paper, the pack says
ATTESTING = {"city party organ", "city HRSS", "district HRSS", "other district HRSS", "office of nowhere"}
DUPLICATE = {"ground": "person", "other_id": SOMETHING, "reason": "x"}
ATTACHMENT = f"/v1/attachments/{SOMETHING}"
WINDOWS = {"city window", "district window"}
REPORTING = WINDOWS | {"provincial window"}
EVERY_OFFICER = REVIEWERS | WINDOWS | {"city education", "office that there is not"}
SUPERVISORS = WINDOWS | CITY_HRSS | {"city party organ"}
CASE, BATCH = f"/v1/card-applications/{SOMETHING}", f"/v1/batches/{SOMETHING}"
PANEL = f"/v1/panels/{SOMETHING}"
AN_API_KEY = f"/v1/accounts/{SOMETHING}/keys/{SOMETHING}"
DEMAND = f"/v1/demand-items/{SOMETHING}"
REPORT = "/v1/reports/nowhere/2020Q1"
A_DEMAND = {"ledger": "opinion", "area": "nowhere", "details": {"content": "x"}}
RECEIVED = f"/v1/inbox/reports/{SOMETHING}/revisions/1"

# Who may send it at all; about a thing that does not exist, so that the post alone can be the reason of a 403.
PERSON = f"/v1/talents/{SOMETHING}"
READING = {"reader": "x", "basis": "supervision", "until": "2099-12-31", "reason": "x"}
COMMANDS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "OpenQuota": (f"/v1/quotas/{CITY}/huicai/2090", {}, CITY_HRSS),
    "ReviseLimits": (f"{UNOPENED}/limits", {"city_limit": 1, "department_limits": {}}, CITY_HRSS),
    "FileMethod": (f"{UNOPENED}/method-filing", {"documents": [PAPER]}, CITY_HRSS),
    "CloseQuota": (f"{UNOPENED}/closing", {}, CITY_HRSS),
    "ReopenQuota": (f"{UNOPENED}/reopening", {"reason": "x"}, CITY_HRSS),
    "NominateEnterprise": (f"{QUOTA}/nominations", {"enterprise_id": SOMETHING, "documents": [LETTER]}, DEPARTMENTS),
    "WithdrawNomination": (f"{PLACE}/withdrawal", {"reason": "x"}, OF_CITY),
    "RequestTransfer": (f"{PLACE}/transfer", {"to_department": "miit"}, OF_CITY),
    "AcceptTransfer": (f"{PLACE}/transfer-acceptance", {}, OF_CITY),
    "DeclineTransfer": (f"{PLACE}/transfer-refusal", {"reason": "x"}, OF_CITY),
    "ProposePerson": (f"{PLACE}/proposal", {"talent_id": SOMETHING}, PROPOSERS),
    "ReplacePerson": (f"{PLACE}/replacement", {"talent_id": SOMETHING, "reason": "x"}, PROPOSERS),
    "RegisterEnterprise": (
        "/v1/enterprises", {"city": CITY, "area": "nowhere", "name": "示例九号", "uscc": credit_code_of(9)}, KEEPERS
    ),
    "StateCreditCode": (f"/v1/enterprises/{SOMETHING}/credit-code", {"uscc": credit_code_of(9)}, KEEPERS),
    "RenameEnterprise": (f"/v1/enterprises/{SOMETHING}/name", {"name": "示例十号"}, KEEPERS),
    "RelocateEnterprise": (f"/v1/enterprises/{SOMETHING}/area", {"area": "博山区"}, DEPARTMENTS | CITY_HRSS),
    "NamePrincipal": (f"/v1/enterprises/{SOMETHING}/principals", {"name": "周舟"}, KEEPERS),
    "IdentifyPrincipal": (
        f"/v1/enterprises/{SOMETHING}/principals/{SOMETHING}/identity", {"document": PASSPORT}, KEEPERS
    ),
    "LetPrincipalGo": (f"/v1/enterprises/{SOMETHING}/principals/{SOMETHING}/departure", {}, KEEPERS),
    "AppointSpecialist": (
        f"/v1/enterprises/{SOMETHING}/specialists", {"name": "陈芳", "phone": "13800138000"}, KEEPERS | SPECIALISTS
    ),
    "RelieveSpecialist": (
        f"/v1/enterprises/{SOMETHING}/specialists/{SOMETHING}/relief", {"reason": "x"}, KEEPERS | SPECIALISTS
    ),
    "MergeEnterprise": (
        f"/v1/enterprises/{SOMETHING}/merger",
        {"surviving_enterprise_id": SOMETHING, "reason_code": "recorded_twice"},
        DEPARTMENTS | CITY_HRSS,
    ),
    "ImportEnterpriseList": ("/v1/enterprise-lists", list_of("drc", []), {"city DRC"}),
    "HandInBulkJob": (
        "/v1/bulk-jobs",
        {"city": CITY, "operation": "ReviewCase", "rows": [{"row": 1, "facts": {}}]},
        REVIEWERS - {"office of nowhere"} | WINDOWS | SPECIALISTS,
    ),
    "TakeOverBooks": (
        "/v1/opening-books",
        {"city": CITY, "document_number": "示例1号"},
        CITY_HRSS | {"city window"},
    ),
    "ConvenePanel": (f"{CASE}/panel", {"members": [{"name": "周舟"}]}, CITY_HRSS),
    "AddPanelMember": (f"{PANEL}/members", {"name": "周舟"}, CITY_HRSS),
    "RecusePanelMember": (f"{PANEL}/members/{SOMETHING}/recusal", {}, CITY_HRSS),
    "CastPanelVote": (f"{PANEL}/members/{SOMETHING}/vote", {"vote": "agree"}, CITY_HRSS),
    "StrikePanelVote": (f"{PANEL}/members/{SOMETHING}/vote/strike-out", {}, CITY_HRSS),
    "ConcludePanel": (f"{PANEL}/conclusion", {}, CITY_HRSS),
    "ConfirmPanelConclusion": (f"{PANEL}/conclusion/confirmation", {}, CITY_HRSS),
    "ContestPanelConclusion": (f"{PANEL}/conclusion/contestation", {}, CITY_HRSS),
    "DissolvePanel": (f"{PANEL}/dissolution", {}, CITY_HRSS),
    "GrantAutomatically": (
        "/v1/automatic-grants", {"city": CITY, "card_type": "honor"}, {"city MIIT"}
    ),
    "RegisterTalent": ("/v1/talents", talent_named("李慧", 900) | {"area": "nowhere"}, KEEPERS | SPECIALISTS),
    "RenameTalent": (f"/v1/talents/{SOMETHING}/name", {"name": "李惠"}, KEEPERS | SPECIALISTS),
    "AddDocument": (f"/v1/talents/{SOMETHING}/documents", {"document": PASSPORT}, KEEPERS | SPECIALISTS),
    "AttestCadreStatus": (
        f"/v1/talents/{SOMETHING}/attestation", {"result": "not_managed", "as_of": "2026-01-05"}, ATTESTING
    ),
    "AcceptCase": (f"{CASE}/acceptance", {}, REVIEWERS),
    "RefuseCase": (f"{CASE}/refusal", {"reason": "x"}, REVIEWERS),
    "SuspendCase": (f"{CASE}/suspension", {"ground": "expert_review", "reason": "x"}, REVIEWERS),
    "ResumeCase": (f"{CASE}/resumption", {}, REVIEWERS),
    "RequestReconsideration": (f"{CASE}/reconsideration", {"reason": "x"}, APPLICANTS),
    "UpholdDecision": (f"{CASE}/reconsideration/upholding", {"reason": "x"}, REVIEWERS),
    "OverturnDecision": (f"{CASE}/reconsideration/overturning", {"to_step": "x", "reason": "x"}, REVIEWERS),
    "RequestRevision": (f"{CASE}/revision", {"status": "rejected", "reason": "x"}, REVIEWERS),
    "ReviseDecision": (f"{CASE}/revision/confirmation", {"reason": "x"}, REVIEWERS),
    "DeclineRevision": (f"{CASE}/revision/refusal", {"reason": "x"}, REVIEWERS),
    "RequestFormCorrection": (f"{CASE}/form-correction", {"form": {}, "reason": "x"}, APPLICANTS),
    "CorrectForm": (f"{CASE}/form-correction/confirmation", {}, REVIEWERS),
    "DeclineFormCorrection": (f"{CASE}/form-correction/refusal", {"reason": "x"}, REVIEWERS),
    "RecuseOfficer": (f"{CASE}/recusals", {"officer": "x", "reason": "x"}, REVIEWERS),
    "WithdrawRecusal": (f"{CASE}/recusals/withdrawal", {"officer": "x", "reason": "x"}, REVIEWERS),
    "WriteNote": (f"{CASE}/notes", {"text": "x"}, REVIEWERS),
    "StrikeNoteOut": (f"{CASE}/notes/{SOMETHING}/striking-out", {"reason": "x"}, REVIEWERS),
    "IssueApiKey": (
        "/v1/api-keys",
        {
            "account": "x", "label": "x", "role": "auditor", "scope": ["queries"], "expires_at": "2020-01-01T00:00:00Z"
        },
        {"security officer"},
    ),
    "RotateApiKey": (f"{AN_API_KEY}/rotation", {"expires_at": "2020-01-01T00:00:00Z"}, {"security officer"}),
    "RevokeApiKey": (f"{AN_API_KEY}/revocation", {"reason": "x"}, {"security officer"}),
    "SeparateAccount": ("/v1/separated-accounts", {"account": "x", "reason": "x"}, {"security officer"}),
    "JoinAccounts": ("/v1/joined-accounts", {"account": "x", "other": "x", "reason": "x"}, {"security officer"}),
    "OpenEmergency": (f"{CASE}/emergency", {"reason": "x"}, REVIEWERS | WINDOWS | {"office that there is not"}),
    "ReviewEmergency": (
        f"/v1/accounts/{SOMETHING}/emergencies/{SOMETHING}/review", {"finding": "justified", "reason": "x"}, {"auditor"}
    ),
    "GrantStandIn": ("/v1/stand-ins", {"officer": "x", "valid_from": "2026-01-05", "valid_to": "2026-01-09"}, EVERY_OFFICER),
    "RevokeStandIn": (f"/v1/stand-ins/{SOMETHING}/grants/{SOMETHING}/revocation", {"reason": "x"}, EVERY_OFFICER),
    "MigrateCase": (f"{CASE}/policy-migration", {"policy_version": "zibo-2023/2", "reason": "x"}, CITY_HRSS),
    "DraftPolicy": ("/v1/policies", {"content": "x"}, CITY_HRSS | {"operator"}),
    "RevisePolicyDraft": ("/v1/policies/zibo-2023/9/draft", {"content": "x"}, CITY_HRSS | {"operator"}),
    "DiscardPolicyDraft": ("/v1/policies/zibo-2023/9/discarding", {"reason": "x"}, CITY_HRSS | {"operator"}),
    "PublishPolicyDraft": ("/v1/policies/zibo-2023/9/publication", {}, CITY_HRSS),
    "RetirePolicy": ("/v1/policies/zibo-2023/9/retirement", {"last_day": "2099-12-31", "reason": "x"}, CITY_HRSS),
    "DraftCardApplication": (
        "/v1/card-applications",
        {"city": CITY, "card_type": "huicai", "quota_year": 2091, "place_id": SOMETHING},
        APPLICANTS,
    ),
    "FillForm": (f"{CASE}/form", {"form": {}}, APPLICANTS),
    "SubmitCardApplication": (f"{CASE}/submission", {}, APPLICANTS),
    "SupplyCorrection": (f"{CASE}/corrections", {"form": {}}, APPLICANTS),
    "WithdrawCardApplication": (f"{CASE}/withdrawal", {"reason": "x"}, APPLICANTS),
    "GiveOpinion": (f"{CASE}/opinions", {"opinion": "agreed"}, REVIEWERS),
    "ReviewCase": (f"{CASE}/reviews", {}, REVIEWERS),
    "ReturnCase": (f"{CASE}/returns", {"to_step": "department_review", "reason": "x"}, REVIEWERS),
    "RequestCorrection": (f"{CASE}/correction-requests", {"items": [{"field": "resume"}]}, REVIEWERS),
    "NotRecommend": (f"{CASE}/non-recommendation", {"reason": "x"}, REVIEWERS),
    "ForwardCase": (f"{CASE}/forwarding", {}, REVIEWERS),
    "GrantCard": (f"{CASE}/grant", {}, REVIEWERS),
    "DeclineCard": (f"{CASE}/declining", {"reason": "x"}, REVIEWERS),
    "ExtendDeadline": (f"{CASE}/extension", {"days": 3, "reason": "x"}, OF_CITY),
    "AnnounceWorkingYear": (
        "/v1/working-years/2030", {"days_off": [{"day": "2030-01-01", "name": "元旦"}], "documents": [PAPER]}, {"operator"}
    ),
    "RunJob": ("/v1/jobs/no_such/runs", {}, {"operator"}),
    "DrawAuditSample": ("/v1/audit/samples", {"sampled": {"city": CITY, "area": "no-such"}, "wanted": 1}, {"auditor"}),
    "TranscribeResult": (f"{CASE}/provincial-result", {"result": "approved"}, CITY_HRSS),
    "ConfirmResult": (f"{CASE}/provincial-result/confirmation", {}, CITY_HRSS),
    "ContestResult": (f"{CASE}/provincial-result/contestation", {"reason": "x"}, CITY_HRSS),
    "RequestEntryCorrection": (f"{CASE}/entry-correction", {"result": "rejected", "reason": "x"}, CITY_HRSS),
    "CorrectEntry": (f"{CASE}/entry-correction/confirmation", {"reason": "x"}, CITY_HRSS),
    "DeclineEntryCorrection": (f"{CASE}/entry-correction/refusal", {"reason": "x"}, CITY_HRSS),
    "DismissDuplicate": (f"{CASE}/duplicates/dismissal", DUPLICATE, REVIEWERS),
    "UpholdDuplicate": (f"{CASE}/duplicates/confirmation", DUPLICATE, REVIEWERS),
    "UploadAttachment": (
        "/v1/attachments", {**GUIDE["UploadAttachment"].body, "card_application_id": SOMETHING}, REVIEWERS | SPECIALISTS
    ),
    "CheckAttachment": (f"{ATTACHMENT}/check", {}, REVIEWERS),
    "StrikeOutAttachment": (f"{ATTACHMENT}/strike-out", {"reason": "x"}, REVIEWERS | SPECIALISTS),
    "OpenBatch": (
        "/v1/batches", {"city": CITY, "card_type": "huicai", "quota_year": 2091, "kind": "to_hrss"}, OF_CITY
    ),
    "AddToBatch": (f"{BATCH}/members", {"card_application_id": SOMETHING}, OF_CITY),
    "RemoveFromBatch": (f"{BATCH}/members/{SOMETHING}/removal", {"reason": "x"}, OF_CITY),
    "SealBatch": (f"{BATCH}/sealing", {}, OF_CITY),
    "CancelBatch": (f"{BATCH}/cancellation", {"reason": "x"}, OF_CITY),
    "AcceptMember": (f"{BATCH}/members/{SOMETHING}/acceptance", {}, CITY_HRSS),
    "ReturnMember": (
        f"{BATCH}/members/{SOMETHING}/return", {"to_step": "department_review", "reason": "x"}, CITY_HRSS
    ),
    "IssueCard": (
        f"/v1/cards/{SOMETHING}/issue",
        {
            "capacity": "transcribing",
            "deciding_body": "shandong-hrss",
            "documents": [PAPER],
            "card_number": "SDHC1",
            **dict.fromkeys(("issued_on", "valid_from", "valid_to"), "2026-01-05"),
            "term_rule": "fixed_years",
        },
        CITY_HRSS,
    ),
    "IssueOwnCard": (
        f"/v1/cards/{SOMETHING}/own-issue",
        {
            **dict.fromkeys(("issued_on", "valid_from", "valid_to"), "2026-01-05"),
            "term_rule": "contract_period",
        },
        OF_CITY,
    ),
    "IssueCardEarly": (f"{A_CARD}/early-issue", {"reason": "x"}, OF_CITY),
    "ProduceCard": (
        f"{A_CARD}/production",
        {"capacity": "transcribing", "deciding_body": "shandong-hrss", "documents": [PAPER]},
        OF_CITY,
    ),
    "OpenProductionBatch": ("/v1/production-batches", {"city": CITY, "card_type": "elite"}, CITY_HRSS),
    "AddToProduction": (f"{PRODUCTION}/cards", {"card_ids": [SOMETHING]}, OF_CITY),
    "RemoveFromProduction": (f"{PRODUCTION}/removals", {"card_id": SOMETHING, "reason": "x"}, OF_CITY),
    "OrderProduction": (f"{PRODUCTION}/order", {"documents": [PAPER]}, OF_CITY),
    "ReceiveFromProduction": (f"{PRODUCTION}/receipts", {"card_ids": [SOMETHING]}, OF_CITY),
    "RejectFromProduction": (
        f"{PRODUCTION}/rejections", {"card_id": SOMETHING, "fault": "misprinted", "reason": "x"}, OF_CITY
    ),
    "CancelProductionBatch": (f"{PRODUCTION}/cancellation", {"reason": "x"}, OF_CITY),
    "DispatchCard": (f"{A_CARD}/dispatch", {"way": "counter"}, OF_CITY),
    "DeliverCard": (f"{A_CARD}/delivery", {"recipient": "holder", "received_by": "示例"}, OF_CITY),
    "ActivateCard": (f"{A_CARD}/activation", {"reason": "x"}, PROPOSERS),
    "ReportLoss": (f"{A_CARD}/loss-report", {"reason": "x"}, PROPOSERS),
    "WithdrawLoss": (f"{A_CARD}/loss-report/withdrawal", {"reason": "x"}, PROPOSERS),
    "ReplaceCard": (f"{A_CARD}/replacement", {"cause": "lost"}, OF_CITY),
    "ProposeMeasure": (f"{A_CARD}/proposals", {"measure": "suspension", "reason": "x"}, REVIEWERS | SPECIALISTS),
    "DeclineProposal": (f"{A_CARD}/proposals/refusal", {"measure": "suspension", "reason": "x"}, OF_CITY),
    "SuspendCard": (f"{A_CARD}/suspension", {"reason": "x"}, OF_CITY),
    "ReinstateCard": (f"{A_CARD}/reinstatement", {"reason": "x"}, OF_CITY),
    "ReportFalseDeclaration": (f"{A_CARD}/false-declaration-report", {"reason": "x"}, REVIEWERS | SPECIALISTS),
    "OpenInquiry": (f"{A_CARD}/inquiry", {"reason": "x"}, OF_CITY),
    "ConcludeInquiry": (f"{A_CARD}/inquiry/finding", {"finding": "false", "reason": "x"}, OF_CITY),
    "RevokeCard": (f"{A_CARD}/revocation", {"cause": "breach", "reason": "x"}, OF_CITY),
    "BarHolder": (f"{A_CARD}/inquiry/bar", {"reason": "x"}, OF_CITY),
    "LiftBar": (f"{A_CARD}/inquiry/bar-lifting", {"reason": "x"}, OF_CITY),
    "DrawConsequence": (f"{A_CARD}/revocation/consequences", {"consequence": "employer_informed"}, OF_CITY),
    "CancelCard": (f"{A_CARD}/cancellation", {"cause": "left", "reason": "x"}, OF_CITY),
    "RenewCard": (f"{A_CARD}/renewal", {**dict.fromkeys(("issued_on", "valid_from", "valid_to"), "2026-01-05"), "term_rule": "contract_period"}, OF_CITY),
    "CorrectCardEntry": (f"{A_CARD}/entry-correction", {**dict.fromkeys(("issued_on", "valid_from", "valid_to"), "2026-01-05"), "term_rule": "contract_period", "reason": "x"}, OF_CITY),
    "ConfirmMeasure": (f"{A_CARD}/transcription/confirmation", {"reason": "x"}, OF_CITY),
    "ContestMeasure": (f"{A_CARD}/transcription/contestation", {"reason": "x"}, OF_CITY),
    "ConfirmArrival": (f"{A_CARD}/arrival-confirmation", {"arrived_on": "2026-01-05"}, PROPOSERS),
    "ExtendArrival": (f"{A_CARD}/arrival-extension", {"planned_arrival": "2026-03-05", "reason": "x"}, OF_CITY),
    "MoveCard": (f"{A_CARD}/employer", {"reason": "x"}, PROPOSERS),
    "UseService": ("/v1/service-uses", {"card_token": "x", "service": "transport"}, PROVIDERS),
    "ReverseUse": (
        f"/v1/service-uses/{SOMETHING}/reversal", {"card_token": "x", "year": 2026, "reason": "x"}, PROVIDERS
    ),
    "DeclareNothingToSubmit": (f"{UNOPENED}/nothing-to-submit", {}, OF_CITY),
    "ReplaceDocument": (
        f"/v1/talents/{SOMETHING}/documents/{SOMETHING}/replacement",
        {"document": PASSPORT, "reason": "x"},
        KEEPERS | SPECIALISTS,
    ),
    "StateEmployer": (f"/v1/talents/{SOMETHING}/employer", {"employer_id": SOMETHING}, HRSS | SPECIALISTS),
    "EndEmployment": (f"/v1/talents/{SOMETHING}/departure", {"reason": "x"}, HRSS | SPECIALISTS),
    "RelocateTalent": (f"/v1/talents/{SOMETHING}/area", {"area": "博山区"}, CITY_HRSS | SPECIALISTS),
    "ResendReport": (f"/v1/report-deliveries/{SOMETHING}/resending", {"reason": "x"}, WINDOWS),
    "AcknowledgeReceivedReport": (f"{RECEIVED}/acknowledgement", {}, REPORTING),
    "ReturnReceivedReport": (f"{RECEIVED}/return", {"reason": "x"}, REPORTING),
    "StatePhone": (f"/v1/talents/{SOMETHING}/phone", {"phone": "13800138000"}, HRSS | SPECIALISTS),
    "RestrictPersonalData": (f"{PERSON}/restriction", {"ground": "retention_runs"}, CITY_HRSS),
    "LiftRestriction": (f"{PERSON}/restriction-lifting", {"reason": "x"}, CITY_HRSS),
    "AllowReading": (f"{PERSON}/reading-permission", READING, CITY_HRSS),
    "RequestErasure": (f"{PERSON}/erasure-request", {"ground": "purpose_achieved"}, CITY_HRSS),
    "DeclineErasure": (f"{PERSON}/erasure-refusal", {"reason": "x"}, CITY_HRSS),
    "ErasePersonalData": (f"{PERSON}/erasure", {}, CITY_HRSS),
    "CloseEntry": ("/v1/reports", {"unit": CITY, "quarter": "2020Q1"}, REPORTING),
    "CompileReport": (f"{REPORT}/compilation", {}, REPORTING),
    "SignOffReport": (f"{REPORT}/sign-off", {}, REPORTING),
    "DeclineSignOff": (f"{REPORT}/sign-off/refusal", {"reason": "x"}, REPORTING),
    "SubmitReport": (f"{REPORT}/submission", {}, REPORTING),
    "AcknowledgeReport": (f"{REPORT}/acknowledgement", {}, {"city window"}),
    "ReturnReport": (f"{REPORT}/return", {"reason": "x"}, {"city window"}),
    "TranscribeAnswer": (
        f"{REPORT}/answer",
        {"answer": "acknowledged", "capacity": "transcribing", "deciding_body": "shandong-window"},
        WINDOWS,
    ),
    "ConfirmAnswer": (f"{REPORT}/answer/confirmation", {}, WINDOWS),
    "ContestAnswer": (f"{REPORT}/answer/contestation", {"reason": "x"}, WINDOWS),
    "OpenRevision": (f"{REPORT}/correction", {"reason": "x"}, REPORTING),
    "RegisterDemand": ("/v1/demand-items", {"city": CITY, **A_DEMAND}, REVIEWERS | WINDOWS | SPECIALISTS),
    "TakeOverDemand": (f"/v1/opening-books/{CITY}/demand-items", A_DEMAND, {"city window"}),
    "ClassifyDemand": (f"{DEMAND}/classification", {"ledger": "opinion", "category": "other"}, WINDOWS),
    "RestateDemand": (f"{DEMAND}/details", {"details": {"content": "x"}, "reason": "x"}, WINDOWS | SPECIALISTS),
    "MoveDemand": (f"{DEMAND}/transfer", {"area": "博山区", "reason": "x"}, WINDOWS),
    "AssignDemand": (f"{DEMAND}/assignment", {}, WINDOWS),
    "AcceptAssignment": (f"{DEMAND}/acceptance", {}, EVERY_OFFICER),
    "DisputeAssignment": (f"{DEMAND}/dispute", {"reason": "x"}, EVERY_OFFICER),
    "RejectDispute": (f"{DEMAND}/dispute/rejection", {"reason": "x"}, WINDOWS),
    "RecordProgress": (f"{DEMAND}/progress", {"progress": "x"}, EVERY_OFFICER),
    "ReplyToDemand": (f"{DEMAND}/reply", {"reply": "x"}, EVERY_OFFICER),
    "HandDemandToAlliance": (f"{DEMAND}/docking", {"member": "x"}, WINDOWS),
    "RecordDocking": (f"{DEMAND}/docking-result", {"result": "failed"}, WINDOWS),
    "RequestExtension": (f"{DEMAND}/extension", {"days": 1, "reason": "x"}, EVERY_OFFICER),
    "GrantExtension": (f"{DEMAND}/extension/grant", {}, REVIEWERS | WINDOWS),
    "DeclineExtension": (f"{DEMAND}/extension/refusal", {"reason": "x"}, REVIEWERS | WINDOWS),
    "EscalateDemand": (f"{DEMAND}/escalation", {"to": "city", "reason": "x"}, WINDOWS),
    "HandBackDemand": (f"{DEMAND}/hand-back", {}, WINDOWS),
    "SuperviseDemand": (f"{DEMAND}/supervision", {"colour": "red", "reason": "x"}, SUPERVISORS),
    "LiftSupervision": (f"{DEMAND}/supervision/lifting", {"reason": "x"}, SUPERVISORS),
    "SettleDemand": (f"{DEMAND}/settlement", {"result": "x"}, EVERY_OFFICER),
    "ExplainDemand": (f"{DEMAND}/explanation", {"explanation": "x"}, EVERY_OFFICER),
    "WithdrawDemand": (f"{DEMAND}/withdrawal", {"reason": "x"}, WINDOWS | SPECIALISTS),
    "MergeDemand": (f"{DEMAND}/merge", {"surviving_demand_item_id": SOMETHING, "reason": "x"}, WINDOWS),
    "ReverseClosure": (f"{DEMAND}/entry-correction", {"reason": "x"}, WINDOWS),
    "CallBack": (f"{DEMAND}/call-back", {"reached": True}, WINDOWS),
    "CorrectRating": (f"{DEMAND}/rating-correction", {"grade": "satisfied", "reason": "x"}, WINDOWS | SPECIALISTS),
    "RateDemand": (f"{DEMAND}/rating", {"grade": "satisfied"}, WINDOWS | SPECIALISTS),
    "RectifyDemand": (f"{DEMAND}/rectification", {"rectification": "x"}, EVERY_OFFICER),
    "StrikeOffDemand": (f"{DEMAND}/strike-off", {}, WINDOWS),
    "ReopenDemand": (f"{DEMAND}/reopening", {"reason": "x"}, WINDOWS),
}  # fmt: skip

EVERYTHING = {"city HRSS", "city DRC", "city MIIT", "city party organ", "city window", "auditor"}
OF_OWN = EVERYTHING | {"district HRSS", "district DRC", "district window", "specialist"}
OF_ANOTHER_CITY = {"HRSS of another city", "district DRC of another city"}
SEES_OFFICE = OF_OWN - {"specialist"}
SEES_REPORT = SEES_OFFICE
ELSEWHERE = "gaoqing"  # an area with an instance of its own
A_REPORT = f"/v1/reports/{ZHANGDIAN}/2024Q1"
A_PART = OF_OWN | OF_ANOTHER_CITY | {"other district HRSS", "other specialist"}
EVERYBODY = set(WHO)
OF_DEMAND = OF_OWN | {"city education"}  # with which it lies
OF_LEDGERS = A_PART | {"city education"}  # each sees its own part, if only an empty one
NEVER_IN_CLEAR = {"auditor", "service provider", "operator", "security officer"}  # to handle something
ASK_FOR_REPORTS = A_PART | {"provincial window"}
OF_UNITS = A_PART - SPECIALISTS | {"provincial window", "operator"}
OF_THE_CITY = EVERYTHING | {"operator"}
READS_REASONS = EVERYTHING - {"auditor"}
SIMULATING = {"city HRSS", "operator", "auditor"}
WATCHING = {"security officer", "auditor"}
SIMULATION = "/v1/policies/zibo-2023/1/simulation?position=1"
# Who gets the own enterprise's things; of those who do not, who is told that there are none (404), not that
# he or she may not (403).
AUDITORS = {"auditor"}
AUDITED: dict[str, Callable[[Town], str]] = {
    "case": lambda town: f"/v1/audit/cases/{town.case.rpartition('/')[2]}",
    "card": lambda town: f"/v1/audit/cards/{town.card_id}",
    "demand_item": lambda town: f"/v1/audit/demand-items/{town.demand.rpartition('/')[2]}",
    "enterprise": lambda town: f"/v1/audit/enterprises/{town.own}",
    "talent": lambda town: f"/v1/audit/talents/{town.talent_id}",
    "quota": lambda _: f"/v1/audit/quotas/{CITY}/huicai/2026",
    "report": lambda _: f"/v1/audit/reports/{ZHANGDIAN}/2024Q1",
}


def as_audited(name: str, ending: str) -> tuple[Callable[[Town], str], set[str], set[str]]:
    return (lambda town: AUDITED[name](town) + ending), AUDITORS, set()


def of_person(ending: str) -> Callable[[Town], str]:
    return lambda town: f"/v1/talents/{town.talent_id}/{ending}"


QUERIES: dict[str, tuple[Callable[[Town], str], set[str], set[str]]] = {
    "audited_events": (lambda _: "/v1/audit/events", AUDITORS, set()),
    "access_log": (lambda _: "/v1/audit/access-log", AUDITORS, set()),
    "restorations": (lambda _: "/v1/audit/restorations", AUDITORS, set()),
    "access_line_words": (lambda town: town.line, AUDITORS, set()),
    "subject_access": (of_person("subject-access"), CITY_HRSS, {"HRSS of another city"}),
    "subject_access_print": (of_person("subject-access.pdf"), CITY_HRSS, {"HRSS of another city"}),
    "subject_access_package": (of_person("subject-access.zip"), CITY_HRSS, {"HRSS of another city"}),
    **{f"{name}_audited": as_audited(name, "") for name in AUDITED},
    **{f"{name}_audited_text": as_audited(name, ".txt") for name in AUDITED},
    **{f"{name}_audited_print": as_audited(name, ".pdf") for name in AUDITED},
    # path, who sees it, whose answer is 404
    "quotas": (lambda _: "/v1/quotas", A_PART, set()),
    "quota": (lambda _: QUOTA, OF_OWN, A_PART - OF_OWN),
    "quota_history": (lambda _: f"{QUOTA}/history", OF_OWN, A_PART - OF_OWN),
    "nomination": (lambda town: f"{QUOTA}/nominations/{town.place}", OF_OWN, A_PART - OF_OWN),
    "places": (lambda _: f"{QUOTA}/places", OF_OWN, A_PART - OF_OWN),
    "board": (lambda _: f"{QUOTA}.xlsx", EVERYTHING, {"HRSS of another city"}),
    "enterprises": (lambda _: "/v1/enterprises", A_PART, set()),
    "enterprise": (lambda town: f"/v1/enterprises/{town.own}", OF_OWN, A_PART - OF_OWN),
    "enterprise_history": (lambda town: f"/v1/enterprises/{town.own}/history", OF_OWN, A_PART - OF_OWN),
    "enterprise_lists": (lambda _: "/v1/enterprise-lists", A_PART, set()),
    "enterprise_list": (lambda _: f"/v1/enterprise-lists/{CITY}/cluster_leader", OF_OWN, A_PART - OF_OWN),
    "list_batch": (lambda town: town.batch, OF_OWN, A_PART - OF_OWN),
    "opening_books": (lambda _: f"/v1/opening-books/{CITY}", OF_OWN, A_PART - OF_OWN),
    "books_file": (lambda town: town.books_file, OF_OWN, A_PART - OF_OWN),
    "automatic_grants": (lambda _: f"/v1/automatic-grants/{CITY}/honor", OF_OWN, A_PART - OF_OWN),
    "grant_run": (lambda town: town.run, OF_OWN, A_PART - OF_OWN),
    "talent": (lambda town: f"/v1/talents/{town.talent_id}", OF_OWN, A_PART - OF_OWN),
    "talent_history": (lambda town: f"/v1/talents/{town.talent_id}/history", OF_OWN, A_PART - OF_OWN),
    "card_applications": (lambda _: "/v1/card-applications", A_PART, set()),
    "card_application": (lambda town: town.case, OF_OWN, A_PART - OF_OWN),
    "card_application_timeline": (lambda town: f"{town.case}/timeline", OF_OWN, A_PART - OF_OWN),
    "card_application_timeline_text": (lambda town: f"{town.case}/timeline.txt", OF_OWN, A_PART - OF_OWN),
    "card_application_history": (lambda town: f"{town.case}/history", OF_OWN, A_PART - OF_OWN),
    "cards": (lambda _: "/v1/cards", A_PART, set()),
    "card_register_workbook": (lambda _: "/v1/cards.xlsx", A_PART, set()),
    "card": (lambda town: f"/v1/cards/{town.card_id}", OF_OWN, A_PART - OF_OWN),
    "card_history": (lambda town: f"/v1/cards/{town.card_id}/history", OF_OWN, A_PART - OF_OWN),
    "entitlements": (lambda town: f"/v1/cards/{town.card_id}/entitlements", OF_OWN, A_PART - OF_OWN),
    "card_face": (lambda town: f"/v1/cards/{town.card_id}/face.pdf", OF_OWN, A_PART - OF_OWN),
    "registration_form": (lambda town: f"{town.case}/form.pdf", OF_OWN, A_PART - OF_OWN),
    "correction_notice": (lambda town: f"{town.case}/correction-notice.pdf", OF_OWN, A_PART - OF_OWN),
    "decision_notice": (lambda town: f"{town.case}/decision-notice.pdf", OF_OWN, A_PART - OF_OWN),
    "batch_letter": (lambda town: f"{town.case_batch}/letter.pdf", EVERYTHING, A_PART - EVERYTHING),
    "attachment": (lambda town: town.attachment, OF_OWN, A_PART - OF_OWN),
    "attachment_events": (lambda town: f"{town.attachment}/history", OF_OWN, A_PART - OF_OWN),
    "attachment_content": (
        lambda town: f"{town.attachment}/content?purpose=handling",
        OF_OWN - {"auditor"},
        A_PART - OF_OWN,
    ),
    "submission_package": (lambda town: f"{town.case_batch}/package.zip", EVERYTHING, A_PART - EVERYTHING),
    "panels": (lambda _: "/v1/panels", A_PART, set()),
    "case_package": (lambda town: f"{town.panel['case_href']}/package.zip", EVERYTHING, A_PART - EVERYTHING),
    "panel": (lambda town: town.panel["href"], EVERYTHING, A_PART - EVERYTHING),
    "panel_history": (lambda town: f"{town.panel['href']}/history", EVERYTHING, A_PART - EVERYTHING),
    "panel_of_case": (lambda town: f"{town.panel['case_href']}/panel", EVERYTHING, A_PART - EVERYTHING),
    "demand_item": (lambda town: town.demand, OF_DEMAND, EVERYBODY - OF_DEMAND),
    "demand_items": (lambda _: "/v1/demand-items", OF_LEDGERS, set()),
    "demand_ledger_workbook": (lambda _: "/v1/demand-ledgers/opinion/sheet.xlsx", OF_LEDGERS, set()),
    "demand_ledger_print": (lambda _: "/v1/demand-ledgers/public_service/sheet.pdf", OF_LEDGERS, set()),
    "demand_item_history": (lambda town: f"{town.demand}/history", OF_DEMAND, EVERYBODY - OF_DEMAND),
    "demand_item_timeline": (lambda town: f"{town.demand}/timeline", OF_DEMAND, EVERYBODY - OF_DEMAND),
    "demand_item_timeline_text": (
        lambda town: f"{town.demand}/timeline.txt",
        OF_DEMAND,
        EVERYBODY - OF_DEMAND,
    ),
    "demand_item_texts": (
        lambda town: f"{town.demand}/texts?purpose=handling",
        OF_DEMAND - NEVER_IN_CLEAR,
        EVERYBODY - OF_DEMAND - NEVER_IN_CLEAR,
    ),
    "quarterly_reports": (lambda _: "/v1/reports?quarter=2020Q1", ASK_FOR_REPORTS, set()),
    "quarterly_report": (lambda _: A_REPORT, SEES_REPORT, ASK_FOR_REPORTS - SEES_REPORT),
    "quarterly_report_history": (lambda _: f"{A_REPORT}/history", SEES_REPORT, ASK_FOR_REPORTS - SEES_REPORT),
    "quarterly_report_content": (lambda _: f"{A_REPORT}/revisions/1", set(), ASK_FOR_REPORTS),
    "report_drafts": (lambda _: "/v1/report-drafts", ASK_FOR_REPORTS, set()),
    "quarterly_report_preview": (
        lambda _: f"/v1/reports/{ZHANGDIAN}/2024Q2/preview",
        SEES_REPORT,
        ASK_FOR_REPORTS - SEES_REPORT,
    ),
    "quarterly_report_figure": (lambda _: f"{A_REPORT}/revisions/1/figures/all/open", set(), ASK_FOR_REPORTS),
    "quarterly_report_changes": (lambda _: f"{A_REPORT}/changes-since", set(), ASK_FOR_REPORTS),
    "quarterly_report_workbook": (lambda _: f"{A_REPORT}/revisions/1.xlsx", set(), ASK_FOR_REPORTS),
    "quarterly_report_print": (lambda _: f"{A_REPORT}/revisions/1.pdf", set(), ASK_FOR_REPORTS),
    "case_notes": (lambda town: f"{town.case}/notes", OF_OWN, A_PART - OF_OWN),
    "stand_ins": (lambda _: "/v1/stand-ins", A_PART, set()),
    "stand_in": (lambda town: town.stand_in, SEES_OFFICE, A_PART - SEES_OFFICE),
    "stand_in_history": (lambda town: f"{town.stand_in}/history", SEES_OFFICE, A_PART - SEES_OFFICE),
    "batch": (lambda town: town.case_batch, EVERYTHING, A_PART - EVERYTHING),
    "batch_history": (lambda town: f"{town.case_batch}/history", EVERYTHING, A_PART - EVERYTHING),
    "production_batches": (lambda _: "/v1/production-batches", A_PART, set()),
    "production_batch": (lambda town: town.production, EVERYTHING, A_PART - EVERYTHING),
    "production_batch_history": (lambda town: f"{town.production}/history", EVERYTHING, A_PART - EVERYTHING),
    "production_list": (lambda town: f"{town.production}/list.xlsx", EVERYTHING, A_PART - EVERYTHING),
    "delivery_sheet": (
        lambda town: f"{town.production}/delivery-sheet.xlsx",
        EVERYTHING,
        A_PART - EVERYTHING,
    ),
    "bulk_jobs": (lambda _: "/v1/bulk-jobs", A_PART, set()),
    "bulk_job": (lambda _: f"/v1/bulk-jobs/{SOMETHING}", set(), A_PART),
    "card_differences": (lambda _: "/v1/cards/diff?from=0&to=1", A_PART, set()),
    "card_reminders": (lambda _: "/v1/card-reminders", A_PART, set()),
    "card_reminders_workbook": (lambda _: "/v1/card-reminders.xlsx", A_PART, set()),
    "accounts": (lambda _: "/v1/accounts", WATCHING, set()),
    "account": (lambda town: town.account, WATCHING, set()),
    "account_history": (lambda town: f"{town.account}/history", WATCHING, set()),
    "security_log": (lambda _: "/v1/audit/security-log", WATCHING, set()),
    "jobs": (lambda _: "/v1/jobs", {"operator", "auditor"}, set()),
    "job": (lambda _: "/v1/jobs/no_such", set(), {"operator", "auditor"}),
    "job_run": (lambda _: "/v1/jobs/no_such/runs/2026-10-01T00:00:00Z", set(), {"operator", "auditor"}),
    "transparency_logs": (lambda _: "/v1/audit/logs", CHECKING, set()),
    "newest_checkpoint": (lambda _: "/v1/audit/checkpoint", set(), CHECKING),
    "transparency_anchors": (lambda _: "/v1/audit/anchors", CHECKING, set()),
    "log_checkpoint": (lambda _: "/v1/audit/logs/1/checkpoint", set(), CHECKING),
    "inclusion_proof": (lambda _: "/v1/audit/proofs/inclusion?position=1", set(), CHECKING),
    "consistency_proof": (lambda _: "/v1/audit/proofs/consistency?from=1", set(), CHECKING),
    "event_proof": (lambda _: "/v1/audit/events/1/proof", set(), CHECKING),
    "log_tile": (lambda _: "/v1/audit/logs/1/tile/0/000", set(), CHECKING),
    "log_entries": (lambda _: "/v1/audit/logs/1/tile/entries/000", set(), {"auditor"}),
    "log_records": (lambda _: "/v1/audit/logs/1/tile/records/000", set(), {"auditor"}),
    "audit_samples": (lambda _: f"/v1/audit/samples?city={CITY}", {"auditor"}, set()),
    "audit_sample": (lambda _: f"/v1/audit/samples/{SOMETHING}", set(), {"auditor"}),
    "case_dossier": (lambda _: f"/v1/audit/cases/{SOMETHING}/dossier", set(), {"auditor"}),
    "report_dossier": (lambda _: f"/v1/audit/reports/{CITY}/2026Q1/dossier", set(), {"auditor"}),
    "audit_sample_dossier": (lambda _: f"/v1/audit/samples/{SOMETHING}/dossier", set(), {"auditor"}),
    "audit_sample_population": (lambda _: f"/v1/audit/samples/{SOMETHING}/population", set(), {"auditor"}),
    "due_sheet": (lambda _: "/v1/due-sheet", A_PART, set()),
    "due_sheet_workbook": (lambda _: "/v1/due-sheet.xlsx", A_PART, set()),
    "working_years": (lambda _: "/v1/working-years", EVERYBODY, set()),
    "working_year": (lambda _: "/v1/working-years/2026", EVERYBODY, set()),
    "report_deliveries": (lambda _: "/v1/report-deliveries", OF_UNITS, set()),
    "report_delivery": (lambda town: town.delivery, OF_THE_CITY, OF_UNITS - OF_THE_CITY),
    "report_delivery_history": (lambda town: f"{town.delivery}/history", OF_THE_CITY, OF_UNITS - OF_THE_CITY),
    "report_delivery_receipt": (
        lambda town: f"{town.delivery}/receipt?purpose=handling",
        READS_REASONS,
        OF_UNITS - OF_THE_CITY,
    ),
    "received_reports": (lambda _: "/v1/inbox/reports", OF_UNITS, set()),
    "received_report": (lambda town: town.received, OF_THE_CITY, OF_UNITS - OF_THE_CITY),
    "received_report_history": (lambda town: f"{town.received}/history", OF_THE_CITY, OF_UNITS - OF_THE_CITY),
    "received_file": (
        lambda town: f"{town.received}/revisions/1/files/report.json",
        OF_THE_CITY,
        OF_UNITS - OF_THE_CITY,
    ),
    "policies": (lambda _: "/v1/policies", EVERYBODY, set()),
    "policy": (lambda _: "/v1/policies/zibo-2023/1", EVERYBODY, set()),
    "policy_history": (lambda _: "/v1/policies/zibo-2023/1/history", EVERYBODY, set()),
    "policy_simulated": (lambda _: SIMULATION, SIMULATING, EVERYBODY - SIMULATING),
    "policy_compared": (
        lambda _: "/v1/policies/zibo-2023/1/differences?before=shandong-2022/1",
        EVERYBODY,
        set(),
    ),
}

# About nobody; and where a signature says who it is: test_report_exchange.py, test_witness.py
PUBLIC = {"card_verification", "ReceiveReport", "AskForReceipt", "AddCheckpoint"}


@pytest.fixture(scope="module")
def settled_town(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A town in whose database there is a second city."""
    data, packs = tmp_path_factory.mktemp("town"), tmp_path_factory.mktemp("packs")
    (packs / "jinan.yaml").write_text(pack_of_jinan().content, encoding="utf-8")
    with temporary(server, template) as database, town_on(database, data, packs=packs) as made:
        yield made


@pytest.fixture(scope="module")
def offices(settled_town: Town) -> Town:
    """The town with its offices at work."""
    return furnished(settled_town)


def furnished(town: Town) -> Town:
    """An enterprise in Zhangdian with a place and a talent, and another that has nothing."""
    [own] = town.listed("示例一号有限公司")
    town.quota()
    town.own, town.other = own, str(uuid4())
    town.place = town.nominated(own)
    town.talent_id = town.talent("李慧", employer_id=own)
    town.case, town.case_batch = a_case_and_a_batch(town)
    town.attachment = an_attachment_of(town)
    town.card_id = granted(town, own, town.talent_id)
    town.production = (
        town.officer("hrss").posts("/v1/production-batches", city=CITY, card_type="elite").json()["href"]
    )
    town.batch = town.auditor().gets("/v1/enterprise-lists").json()["items"][0]["batches"][0]["href"]
    town.books_file = a_file_of_books(town)
    town.run = a_run(town)
    town.panel = a_panel(town)
    town.demand = a_demand(town)
    a_closed_quarter(town)
    town.stand_in = a_note_and_a_stand_in(town)
    town.account = an_account_with_a_key(town)
    town.delivery, town.received = a_report_each_way(town)
    town.line = a_reading_with_words(town)
    until(lambda: town.auditor().gets(SIMULATION).status_code == OK)
    for projected in ("/v1/quotas", "/v1/cards"):
        town.auditor().gets(projected, min_position=str(town.position()))
    return town


def a_note_and_a_stand_in(town: Town) -> str:
    """A note on the own case that its enterprise may read, and who stands in for an officer of Zhangdian."""
    noted = town.officer("hrss").posts(f"{town.case}/notes", text="请补充电话", is_internal=False)
    granted = town.officer("hrss", ZHANGDIAN).posts(
        "/v1/stand-ins",
        officer="wu-deputy",
        principal="zheng-district",
        signatory="sun-chief",
        valid_from="2026-01-05",
        valid_to="2026-12-31",
    )
    assert (noted.is_success, granted.is_success) == (True, True), (noted.text, granted.text)
    return granted.json()["href"]


def an_account_with_a_key(town: Town) -> str:
    """The address of an account that a machine acts for."""
    soon = (town.service.clock() + timedelta(days=30)).isoformat()
    key = {
        "account": "chen-machine",
        "label": "hr-system",
        "role": "auditor",
        "scope": ["queries"],
        "expires_at": soon,
    }
    issued = person(town, "security officer").posts("/v1/api-keys", **key)
    assert issued.status_code == 201, issued.text
    return str(issued.json()["href"])


def a_demand(town: Town) -> str:
    """The address of a demand of the own enterprise that lies with the city's education bureau."""
    window = town.officer("window", ZHANGDIAN)
    asked = {"ledger": "public_service", "category": "schooling", "details": {"content": "示例"}}
    registered = window.posts("/v1/demand-items", city=CITY, enterprise_id=town.own, **asked)
    assigned = window.posts(f"{registered.json()['href']}/assignment")
    assert assigned.is_success, assigned.text
    return assigned.json()["href"]


def a_closed_quarter(town: Town) -> None:
    """Entry of a quarter is closed, and its reports are due."""
    closed = town.officer("window").posts("/v1/reports", unit=CITY, quarter="2024Q1")
    assert closed.is_success, closed.text


def a_report_each_way(town: Town) -> tuple[str, str]:
    """The addresses of the city's report, which the province has, and of a report that the city has from an area's own instance."""
    office, files = copy(town.service.office), files_of(report_of())
    office.instance = Instance(CITY, frozenset({ELSEWHERE}))
    manifest = manifest_of(files)
    delivery = ReportDelivery.id_of(manifest)
    of_area = report_of(ELSEWHERE).model_copy(update={"level": ReportLevel.AREA})
    files_of_area = files_of(of_area)
    area = manifest_of(files_of_area, sender=ELSEWHERE, receiver=CITY)
    receipt = ReportReceipt.about(manifest, standing=ReceiptStanding.RECEIVED, at=RECEIVED_AT)
    for number, command in enumerate(
        (
            PrepareReportDelivery(manifest=manifest, report_id=uuid4(), files=files),
            TakeReceipt(report_delivery_id=delivery, receipt=receipt, key_id="sd-1"),
            ReceiveReport(
                manifest=area, content=of_area, signature="e30..c2ln", key_id="gq-1", files=files_of_area
            ),
        )
    ):
        request = ReportExchange(town.service).request(f"made up {number}", manifest.sha256, delivery)
        office.carry_out(
            command, by_system(effective_on=town.service.clock().date(), at=town.service.clock()), request
        )
    return f"/v1/report-deliveries/{delivery}", f"/v1/inbox/reports/{ReceivedReport.id_of(area)}"


def a_case_and_a_batch(town: Town) -> tuple[str, str]:
    """The addresses of a draft of the own enterprise and of an empty batch."""
    specialist = person(town, "specialist")
    place = {"city": CITY, "card_type": "huicai", "quota_year": 2026}
    proposal = specialist.posts(f"{QUOTA}/nominations/{town.place}/proposal", talent_id=town.talent_id)
    draft = specialist.posts("/v1/card-applications", **place, place_id=town.place)
    batch = town.officer("drc").posts("/v1/batches", **place, kind="to_hrss")
    assert proposal.is_success
    return draft.json()["href"], batch.json()["href"]


def an_attachment_of(town: Town) -> str:
    """The address of a file that the own case stands on."""
    stated = GUIDE["UploadAttachment"].body | {"card_application_id": town.case.rpartition("/")[2]}
    return str(person(town, "specialist").posts("/v1/attachments", **stated).json()["href"])


def a_file_of_books(town: Town) -> str:
    """The address of a file that brought a card which the talent of the own enterprise had before."""
    known = town.auditor().gets(f"/v1/enterprises/{town.own}").json()
    old = {"row": 3, "card_type": "elite", "status": "ended", "name": "周舟", "document": PASSPORT}
    at = {"enterprise": known["name"], "uscc": known["uscc"]}
    answer = town.officer("hrss").posts(
        "/v1/opening-books", city=CITY, document_number="示例期初〔2026〕1号", cards=[old | at]
    )
    assert answer.is_success, answer.text
    return answer.headers["location"]


def a_panel(town: Town) -> dict[str, Any]:
    """A panel about a case of an enterprise in an area of which nobody here is."""
    on = OnRoute(town, ZIBO.route("panel"), "示例九号有限公司", area="huantai").submitted()
    on.brought_to(StepKind.PANEL)
    return on.convened()


def a_run(town: Town) -> str:
    """The address of a run that gave the head of the own enterprise a card."""
    known = town.auditor().gets(f"/v1/enterprises/{town.own}").json()
    has_head(town, known["name"], known["uscc"])
    return granted_honor(town).headers["location"]


def person(town: Town, who: str) -> Person:
    return town.person(name_of(who), WHO[who](town))


def name_of(who: str) -> str:
    """One person in many posts; but nobody holds two of the three that are kept apart."""
    return {"operator": "chen-operating", "security officer": "chen-watching"}.get(who, "chen-jie")


SHARE = 4  # of those who may not, one in so many asks over HTTP; at each operation it is others


def some_of(operation: int, may: set[str], whom: set[str]) -> set[str]:
    """Who asks at this operation: one who may, and a share of all, so that everybody asks at many operations."""
    in_order = sorted(whom)
    asking = {who for place, who in enumerate(in_order) if (place + operation) % SHARE == 0}
    allowed = sorted(may & whom)
    return asking | {allowed[operation % len(allowed)]} if allowed else asking


@pytest.mark.parametrize("command", COMMANDS)
def test_the_decision_point_lets_in_whom_the_table_names(offices: Town, command: str) -> None:
    """Everybody is asked about here; over HTTP a share is, below, and everybody in the long form."""
    office, kind = offices.service.office, COMMAND_NAMED[command]
    _, _, may = COMMANDS[command]

    let_in = {who for who in WHO if is_permitted(kind, standing(offices, who), office.cities)}

    assert may <= let_in  # of whom the thing itself refuses some: another department's
    assert let_in - may <= REVIEWERS | EVERY_OFFICER | OF_ANOTHER_CITY


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_may_be_sent_by_its_posts_alone(offices: Town, command: str) -> None:
    _, _, may = COMMANDS[command]
    whom = some_of([*COMMANDS].index(command), may, set(WHO) - OF_ANOTHER_CITY)

    assert sent_by(offices, command, whom) == may & whom


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_may_be_sent_by_its_posts_alone_whoever_asks(offices: Town, command: str) -> None:
    _, _, may = COMMANDS[command]

    assert sent_by(offices, command, set(WHO) - OF_ANOTHER_CITY) == may


def sent_by(offices: Town, command: str, whom: set[str]) -> set[str]:
    """Those of these people whom the command is not refused for their post."""
    path, body, _ = COMMANDS[command]
    answers = {who: person(offices, who).posts(path, **body) for who in whom}
    return {who for who, answer in answers.items() if not is_refused_for_the_post(answer)}


def standing(offices: Town, who: str) -> Authority:
    post, at = WHO[who](offices), offices.service.clock()
    return Authority(actor=name_of(who), **dict(post), effective_on=at.date(), at=at)


@pytest.mark.parametrize("who", sorted(OF_ANOTHER_CITY))
def test_nothing_of_a_city_is_decided_by_the_officers_of_another(offices: Town, who: str) -> None:
    events, caller = offices.position(), person(offices, who)
    enterprise, talent = f"/v1/enterprises/{offices.own}", f"/v1/talents/{offices.talent_id}"
    new = {"city": CITY, "area": ZHANGDIAN, "name": "示例十一号", "uscc": credit_code_of(11)}
    rows = [{"row": 3, "name": "示例十二号", "uscc": credit_code_of(12), "area": ZHANGDIAN}]
    commands: dict[str, dict[str, Any]] = {
        f"/v1/quotas/{CITY}/huicai/2092": {},
        f"{QUOTA}/limits": {"city_limit": 9, "department_limits": {}, "reason_code": "x"},
        f"{QUOTA}/method-filing": {"documents": [PAPER]},
        f"{QUOTA}/closing": {},
        f"{QUOTA}/nominations": {"enterprise_id": offices.own, "documents": [LETTER]},
        f"{QUOTA}/nominations/{offices.place}/withdrawal": {"reason": "x"},
        "/v1/enterprises": new,
        f"{enterprise}/name": {"name": "示例十号"},
        f"{enterprise}/area": {"area": "博山区"},
        f"{enterprise}/principals": {"name": "周舟"},
        f"{enterprise}/specialists": {"name": "陈芳", "phone": "13800138000"},
        f"{enterprise}/merger": {"surviving_enterprise_id": offices.own, "reason_code": "recorded_twice"},
        "/v1/enterprise-lists": list_of("drc", rows),
        "/v1/opening-books": {"city": CITY, "document_number": "示例2号"},
        "/v1/automatic-grants": {"city": CITY, "card_type": "honor"},
        "/v1/talents": talent_named("李慧", 901),
        f"{talent}/name": {"name": "李惠"},
        f"{talent}/documents": {"document": PASSPORT},
        f"{talent}/employer": {"employer_id": offices.own},
        f"{talent}/departure": {"reason": "x"},
        f"{talent}/area": {"area": "博山区"},
        f"{talent}/phone": {"phone": "13800138000"},
        "/v1/demand-items": {"city": CITY, "ledger": "opinion", "details": {"content": "x"}},
        f"{offices.demand}/progress": {"progress": "x"},
    }

    answers = {path: caller.posts(path, **body) for path, body in commands.items()}

    assert {path: a.json()["code"] for path, a in answers.items() if a.status_code not in (403, 404)} == {}
    assert offices.position() == events


@pytest.mark.parametrize("query", QUERIES)
def test_a_thing_is_seen_by_those_whose_it_is_and_known_of_by_nobody_else(offices: Town, query: str) -> None:
    _, may, _ = QUERIES[query]
    whom = some_of([*QUERIES].index(query), may, set(WHO))

    assert seen_by(offices, query, whom) == expected_of(query, whom)


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
def test_a_thing_is_seen_by_those_whose_it_is_whoever_asks(offices: Town, query: str) -> None:
    assert seen_by(offices, query, set(WHO)) == expected_of(query, set(WHO))


def seen_by(offices: Town, query: str, whom: set[str]) -> dict[str, int]:
    """What each of these people is answered."""
    path, _, _ = QUERIES[query]
    return {who: told(person(offices, who).gets(path(offices))) for who in whom}


def expected_of(query: str, whom: set[str]) -> dict[str, int]:
    _, may, not_known = QUERIES[query]
    return {who: 200 if who in may else 404 if who in not_known else 403 for who in whom}


def test_everybody_asks_at_many_operations_and_none_is_without_somebody_who_may() -> None:
    asked = [some_of(place, may, set(WHO)) for place, (_, may, _) in enumerate(QUERIES.values())]

    assert min(sum(who in whom for whom in asked) for who in WHO) > len(QUERIES) / SHARE / 2
    assert all(whom & may or not may for whom, (_, may, _) in zip(asked, QUERIES.values(), strict=True))


def told(answer: Response) -> int:
    """The status; that there is nothing to print yet is told of a thing to those who see it."""
    is_seen = answer.status_code == 409 and answer.json()["code"] == "nothing_to_print"
    return 200 if is_seen else answer.status_code


def is_refused_for_the_post(answer: Response) -> bool:
    """Whether this post may never send the command, as opposed to in this capacity or about this thing."""
    problem = answer.json()
    in_this_capacity = [error["field"] for error in problem.get("errors", ())] == ["capacity"]
    return problem.get("code") in ("post_may_not", "not_your_department") and not in_this_capacity


def test_the_table_has_every_operation_of_the_contract(offices: Town) -> None:
    contract = offices.http.get("/openapi.json").json()
    named = {
        operation["operationId"]
        for path, operations in contract["paths"].items()
        for operation in operations.values()
        if path.startswith("/v1")
    }

    assert named == set(COMMANDS) | set(QUERIES) | PUBLIC


def test_no_address_of_v1_answers_anybody_without_a_token(offices: Town) -> None:
    contract = offices.http.get("/openapi.json").json()
    answers = [
        offices.http.request(method, path.replace("{", "").replace("}", ""))
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if path.startswith("/v1") and operation["operationId"] not in PUBLIC
    ]

    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("who", sorted(A_PART - EVERYTHING))
def test_a_list_shows_who_sees_a_part_that_part_alone(offices: Town, who: str) -> None:
    caller = person(offices, who)
    sees = who in OF_OWN

    assert len(caller.gets("/v1/quotas").json()["items"]) == (1 if sees else 0)
    assert len(caller.gets("/v1/enterprises").json()["items"]) == (1 if sees else 0)
    assert len(caller.gets("/v1/enterprise-lists").json()["items"]) == (1 if sees else 0)
    cards = caller.gets("/v1/cards").json()["items"]  # granted, taken over, and the honor card of a run
    assert len(cards) == (3 if sees else 0)


def test_a_specialist_sees_the_own_place_alone_and_the_figures_of_the_whole(town: Town) -> None:
    own, other = town.listed("示例一号有限公司", "示例二号有限公司")
    town.quota()
    place = town.nominated(own)
    town.nominated(other)

    quota = town.specialist(own).gets(QUOTA).json()
    history = town.specialist(own).gets(f"{QUOTA}/history").json()["items"]

    assert [one["id"] for one in quota["places"]] == [place]
    assert quota["nominated"] == 2
    assert [event["topic"] for event in history] == ["Quota.Opened", "Quota.Nominated"]
    assert (
        town.specialist(own)
        .gets(f"{QUOTA}/places", min_position=str(town.position()))
        .json()["items"][0]["id"]
        == place
    )


def test_a_specialist_is_answered_the_own_place_alone(town: Town) -> None:
    own, other = town.listed("示例一号有限公司", "示例二号有限公司")
    town.quota()
    place = town.nominated(own)
    town.nominated(other)
    talent = town.talent("李慧", employer_id=own)

    answer = town.specialist(own).posts(f"{QUOTA}/nominations/{place}/proposal", talent_id=talent)

    assert [one["id"] for one in answer.json()["places"]] == [place]
    assert answer.headers["location"] == f"{QUOTA}/nominations/{place}"


def test_a_district_sees_places_of_its_own_enterprises(town: Town) -> None:
    [here] = town.listed("示例一号有限公司", area=ZHANGDIAN)
    [there] = town.listed("示例二号有限公司", area=BOSHAN)
    town.quota()
    town.nominated(here)
    place = town.nominated(there)

    seen = town.officer("drc", area=BOSHAN).gets(QUOTA).json()["places"]

    assert [one["id"] for one in seen] == [place]


SEPARATE = [Post(role=Role.OPERATOR), Post(role=Role.SECURITY), Post(role=Role.AUDITOR)]


@pytest.mark.parametrize("post", SEPARATE, ids=lambda post: post.role.value)
def test_nobody_holds_two_of_the_three_roles_that_are_kept_apart(offices: Town, post: Post) -> None:
    for other in SEPARATE:
        both = offices.person(f"tan-{post.role}", post, other)
        answer = both.gets("/v1/policies", headers={"Huicai-Post": post.role.value})

        expected = (200, None) if other == post else (403, "roles_not_separated")
        assert (answer.status_code, answer.json().get("code")) == expected


# ── What is shown in clear (P3) ──────────────────────────────────────────────────────────────────────────

# One of each that may read in clear, and of each that may not.
SOME = ("city HRSS", "specialist", "auditor", "provincial window", "operator")
PURPOSES = (None, Purpose.HANDLING, Purpose.AUDIT)
NAME = "李慧"  # the talent's
MASKED = {name for name in QUERIES if name not in IN_CLEAR}


def in_clear(answer: Response) -> bool:
    """Whether the name can be read in what was answered, whatever it is packed in."""
    return any(NAME in words_in(part) for part in every_part(answer.content))


def words_in(part: bytes) -> str:
    """Of a PDF that was printed here what is on its pages, of whatever else the bytes as text."""
    return set_in(part) if part.startswith(b"%PDF-") and b"/Root" in part else part.decode(errors="replace")


def every_part(content: bytes) -> Iterator[bytes]:
    yield content
    for part in opened(content):
        if part != content:
            yield from every_part(part)


def lines_of(town: Town, answer: Response) -> list[tuple[str, str, str]]:
    """Of whom and of which things this request has put lines on the access log."""
    with town.service.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT subject::text, kind, id::text FROM log.disclosures WHERE correlation_id = %(id)s::uuid",
            {"id": answer.headers["x-request-id"]},
        )
        return [tuple(line) for line in found]


def a_reading_with_words(town: Town) -> str:
    """Where an auditor reads why somebody has read the form."""
    words = {"Huicai-Purpose-Words": quote(f"核对{NAME}的登记表")}
    town.officer("hrss").gets(f"{town.case}/form.pdf", purpose="other", headers=words).raise_for_status()
    line = town.auditor().gets("/v1/audit/access-log").json()["items"][0]
    return f"{line['words_href']}?purpose=audit"


def read_as(town: Town, query: str, who: str, purpose: Purpose | None) -> Response:
    stated = {} if purpose is None or query in OF_THE_PERSON else {"purpose": purpose.value}
    path = QUERIES[query][0](town)
    address, _, said = path.partition("?")
    asked = {name: value for name, value in parse_qsl(said) if name != "purpose"}
    return person(town, who).gets(address, **asked, **stated)


def must_be_on_record(town: Town, query: str, who: str, purpose: Purpose | None) -> bool:
    """Whoever is shown the name has a line about the person, one; who is not shown anything has none."""
    answer = read_as(town, query, who, purpose)
    lines = lines_of(town, answer)
    assert len(lines) == len(set(lines)), f"{who} is on record twice"
    if not answer.is_success or (purpose is None and query not in OF_THE_PERSON):
        assert lines == []
        assert not in_clear(answer)
    if in_clear(answer):
        assert town.talent_id in {subject for subject, _, _ in lines}
    return in_clear(answer)


@pytest.mark.parametrize("query", sorted(IN_CLEAR))
def test_what_is_read_in_clear_is_on_record_once_and_nothing_else_is(offices: Town, query: str) -> None:
    for who in SOME:
        for purpose in PURPOSES:
            must_be_on_record(offices, query, who, purpose)


def test_the_name_would_have_been_seen(offices: Town) -> None:
    assert must_be_on_record(offices, "registration_form", "city HRSS", Purpose.HANDLING)
    assert must_be_on_record(offices, "subject_access", "city HRSS", None)


@pytest.mark.parametrize("query", sorted(MASKED))
def test_whatever_takes_no_purpose_shows_masks(offices: Town, query: str) -> None:
    for who in ("city HRSS", "specialist", "auditor"):
        answer = read_as(offices, query, who, None)
        assert not in_clear(answer)
        assert lines_of(offices, answer) == []


def test_what_cannot_be_put_on_record_is_not_shown(offices: Town) -> None:
    as_owner(
        offices.database,
        "CREATE TRIGGER full_up BEFORE INSERT ON log.disclosures FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()",
    )
    try:
        shown = [
            query
            for query in sorted(IN_CLEAR)
            for purpose in (Purpose.HANDLING, Purpose.AUDIT)
            for who in ("city HRSS", "auditor")
            if in_clear(read_as(offices, query, who, purpose))
        ]
    finally:
        as_owner(offices.database, "DROP TRIGGER full_up ON log.disclosures")
    assert shown == []


@pytest.mark.bar(id="P3", size="every query, every post, every purpose")
@pytest.mark.slow
@pytest.mark.parametrize("query", sorted(QUERIES))
def test_whoever_asks_whatever_for_whatever_purpose_is_on_record_or_shown_masks(
    offices: Town, query: str
) -> None:
    for who in set(WHO) - OF_ANOTHER_CITY:
        for purpose in (None, *Purpose) if query in IN_CLEAR else (None,):
            must_be_on_record(offices, query, who, purpose)
