"""Who may send and see what: a table of its own, held against every operation that the contract names."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from api.command_addresses import SENT_TO
from api.guide import GUIDE
from domain.authorization import Post, Role
from tests.api.conftest import BOSHAN, CITY, LETTER, PAPER, QUOTA, ZHANGDIAN, Town, list_of, talent_named
from tests.domain.made_up import credit_code_of

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
