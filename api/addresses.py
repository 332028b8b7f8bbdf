"""Where every command is sent: one line each, read by the routes and by what a representation offers."""

from string import Formatter
from typing import Any

from domain.authorization import Command
from domain.use_cases.applying_for_cards import (
    DraftCardApplication,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.appointing_specialists import AppointSpecialist, RelieveSpecialist
from domain.use_cases.arguing_cases import (
    AddPanelMember,
    CastPanelVote,
    ConcludePanel,
    ConfirmPanelConclusion,
    ContestPanelConclusion,
    ConvenePanel,
    DissolvePanel,
    RecusePanelMember,
    StrikePanelVote,
)
from domain.use_cases.assigning_demands import (
    AcceptAssignment,
    AssignDemand,
    ClassifyDemand,
    DisputeAssignment,
    MoveDemand,
    RejectDispute,
)
from domain.use_cases.attaching_files import CheckAttachment, StrikeOutAttachment, UploadAttachment
from domain.use_cases.attesting_cadres import AttestCadreStatus
from domain.use_cases.deciding_cards import (
    BarHolder,
    CancelCard,
    ConcludeInquiry,
    ConfirmMeasure,
    ContestMeasure,
    DeclineProposal,
    DrawConsequence,
    OpenInquiry,
    ProposeMeasure,
    ReinstateCard,
    RenewCard,
    ReportFalseDeclaration,
    RevokeCard,
    SuspendCard,
)
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
)
from domain.use_cases.deciding_duplicates import DismissDuplicate, UpholdDuplicate
from domain.use_cases.drawing_samples import DrawAuditSample
from domain.use_cases.escalating_demands import (
    EscalateDemand,
    HandBackDemand,
    LiftSupervision,
    SuperviseDemand,
)
from domain.use_cases.exchanging_reports import AcknowledgeReceivedReport, ResendReport, ReturnReceivedReport
from domain.use_cases.following_cards import ConfirmArrival, ExtendArrival, IssueCardEarly, MoveCard
from domain.use_cases.following_talents import EndEmployment, RelocateTalent, StateEmployer, StatePhone
from domain.use_cases.following_up_demands import (
    CallBack,
    MergeDemand,
    RateDemand,
    RectifyDemand,
    ReopenDemand,
    RestateDemand,
    ReverseClosure,
    StrikeOffDemand,
    WithdrawDemand,
)
from domain.use_cases.granting_automatically import GrantAutomatically
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from domain.use_cases.handing_in_bulk import HandInBulkJob
from domain.use_cases.handling_demands import (
    DeclineExtension,
    ExplainDemand,
    GrantExtension,
    HandDemandToAlliance,
    RecordDocking,
    RecordProgress,
    ReplyToDemand,
    RequestExtension,
    SettleDemand,
)
from domain.use_cases.handling_plastic import (
    ActivateCard,
    DeliverCard,
    DispatchCard,
    ProduceCard,
    ReplaceCard,
    ReportLoss,
    WithdrawLoss,
)
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.importing_lists import ImportEnterpriseList
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from domain.use_cases.keeping_accounts import (
    IssueApiKey,
    JoinAccounts,
    OpenEmergency,
    ReviewEmergency,
    RevokeApiKey,
    RotateApiKey,
)
from domain.use_cases.keeping_calendar import AnnounceWorkingYear
from domain.use_cases.keeping_deadlines import ExtendDeadline
from domain.use_cases.keeping_enterprises import (
    LetPrincipalGo,
    NamePrincipal,
    RegisterEnterprise,
    RelocateEnterprise,
    RenameEnterprise,
    StateCreditCode,
)
from domain.use_cases.keeping_personal_data import (
    AllowReading,
    DeclineErasure,
    ErasePersonalData,
    LiftRestriction,
    RequestErasure,
    RestrictPersonalData,
)
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    CloseQuota,
    DeclineTransfer,
    FileMethod,
    NominateEnterprise,
    OpenQuota,
    ProposePerson,
    ReplacePerson,
    RequestTransfer,
    ReviseLimits,
    WithdrawNomination,
)
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.migrating_cases import MigrateCase
from domain.use_cases.noting_cases import StrikeNoteOut, WriteNote
from domain.use_cases.ordering_runs import RunJob
from domain.use_cases.producing_cards import (
    AddToProduction,
    CancelProductionBatch,
    OpenProductionBatch,
    OrderProduction,
    ReceiveFromProduction,
    RejectFromProduction,
    RemoveFromProduction,
)
from domain.use_cases.publishing_policies import (
    DiscardPolicyDraft,
    DraftPolicy,
    PublishPolicyDraft,
    RetirePolicy,
    RevisePolicyDraft,
)
from domain.use_cases.reconsidering import OverturnDecision, RequestReconsideration, UpholdDecision
from domain.use_cases.recording_results import (
    ConfirmResult,
    ContestResult,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestEntryCorrection,
    TranscribeResult,
)
from domain.use_cases.recusing_officers import RecuseOfficer, WithdrawRecusal
from domain.use_cases.registering_demands import RegisterDemand, TakeOverDemand
from domain.use_cases.registering_talents import AddDocument, RegisterTalent, RenameTalent, ReplaceDocument
from domain.use_cases.reporting_quarters import (
    AcknowledgeReport,
    CloseEntry,
    CompileReport,
    ConfirmAnswer,
    ContestAnswer,
    DeclineSignOff,
    OpenRevision,
    ReturnReport,
    SignOffReport,
    SubmitReport,
    TranscribeAnswer,
)
from domain.use_cases.revising_decisions import (
    CorrectForm,
    DeclineFormCorrection,
    DeclineRevision,
    RequestFormCorrection,
    RequestRevision,
    ReviseDecision,
)
from domain.use_cases.standing_in import GrantStandIn, RevokeStandIn
from domain.use_cases.submitting_batches import (
    AcceptMember,
    AddToBatch,
    DeclareNothingToSubmit,
    OpenBatch,
    RemoveFromBatch,
    ReturnMember,
    SealBatch,
)
from domain.use_cases.suspending_cases import ResumeCase, SuspendCase
from domain.use_cases.taking_in_cases import AcceptCase, RefuseCase
from domain.use_cases.taking_over_books import TakeOverBooks
from domain.use_cases.using_services import ReverseUse, UseService

QUOTAS = "/v1/quotas"
QUOTA = QUOTAS + "/{city}/{card_type}/{quota_year}"
NOMINATION = QUOTA + "/nominations/{place_id}"
ENTERPRISES = "/v1/enterprises"
ENTERPRISE = ENTERPRISES + "/{enterprise_id}"
ENTERPRISE_LISTS = "/v1/enterprise-lists"
ENTERPRISE_LIST = ENTERPRISE_LISTS + "/{city}/{list_type}"
LIST_BATCH = ENTERPRISE_LIST + "/batches/{list_batch_id}"
TALENTS = "/v1/talents"
TALENT = TALENTS + "/{talent_id}"
CASES = "/v1/card-applications"
CASE = CASES + "/{card_application_id}"
NOTES = CASE + "/notes"
CARDS = "/v1/cards"
CARD_DIFFERENCES = CARDS + "/diff"
CARD = CARDS + "/{card_id}"
CARD_REMINDERS = "/v1/card-reminders"
CARD_VERIFICATION = "/v1/card-verifications/{token}"
ATTACHMENTS = "/v1/attachments"
ATTACHMENT = ATTACHMENTS + "/{attachment_id}"
AUTOMATIC_GRANTS = "/v1/automatic-grants"
AUTOMATIC_GRANTS_OF = AUTOMATIC_GRANTS + "/{city}/{card_type}"
GRANT_RUN = AUTOMATIC_GRANTS_OF + "/runs/{run_id}"
CASE_PANEL = CASE + "/panel"
PANELS = "/v1/panels"
PANEL = PANELS + "/{panel_id}"
PANEL_MEMBER = PANEL + "/members/{member_id}"
SERVICE_USES = "/v1/service-uses"
SERVICE_USE_REVERSAL = SERVICE_USES + "/{use_id}/reversal"
BATCHES = "/v1/batches"
BATCH = BATCHES + "/{batch_id}"
BATCH_MEMBER = BATCH + "/members/{card_application_id}"
PRODUCTION_BATCHES = "/v1/production-batches"
PRODUCTION_BATCH = PRODUCTION_BATCHES + "/{production_batch_id}"
ALL_OPENING_BOOKS = "/v1/opening-books"
OPENING_BOOKS = ALL_OPENING_BOOKS + "/{city}"
BOOKS_FILE = OPENING_BOOKS + "/files/{file_sha256}"
DEMANDS = "/v1/demand-items"
DEMAND = DEMANDS + "/{demand_item_id}"
DEMAND_LEDGER = "/v1/demand-ledgers/{ledger}"
DUE_SHEET = "/v1/due-sheet"
REPORTS = "/v1/reports"
REPORT = REPORTS + "/{unit}/{quarter}"
REPORT_PREVIEW = REPORT + "/preview"
REPORT_CONTENT = REPORT + "/revisions/{report_revision}"
REPORT_FIGURE = REPORT_CONTENT + "/figures/{ledger}/{figure}"
REPORT_CHANGES = REPORT + "/changes-since"
REPORT_WORKBOOK = REPORT_CONTENT + ".xlsx"
REPORT_PRINT = REPORT_CONTENT + ".pdf"
WORKING_YEARS = "/v1/working-years"
WORKING_YEAR = WORKING_YEARS + "/{year}"
STAND_INS = "/v1/stand-ins"
STAND_IN = STAND_INS + "/{stand_in_id}"
ACCOUNTS = "/v1/accounts"
ACCOUNT = ACCOUNTS + "/{account_id}"
API_KEYS = "/v1/api-keys"
API_KEY = ACCOUNT + "/keys/{api_key_id}"
SECURITY_LOG = "/v1/audit/security-log"
RESTORATIONS = "/v1/audit/restorations"
POLICIES = "/v1/policies"
POLICY = POLICIES + "/{pack}/{revision}"
JOBS = "/v1/jobs"
JOB = JOBS + "/{job}"
JOB_RUNS = JOB + "/runs"
JOB_RUN = JOB_RUNS + "/{slot}"
AUDIT = "/v1/audit"
AUDIT_LOGS = AUDIT + "/logs"
AUDIT_CHECKPOINT = AUDIT + "/checkpoint"
AUDIT_ANCHORS = AUDIT + "/anchors"
INCLUSION_PROOF = AUDIT + "/proofs/inclusion"
CONSISTENCY_PROOF = AUDIT + "/proofs/consistency"
EVENT_PROOF = AUDIT + "/events/{position}/proof"
LOG_CHECKPOINT = AUDIT_LOGS + "/{epoch}/checkpoint"
LOG_ENTRIES = AUDIT_LOGS + "/{epoch}/tile/entries/{bundle:path}"
LOG_RECORDS = AUDIT_LOGS + "/{epoch}/tile/records/{bundle:path}"
LOG_TILE = AUDIT_LOGS + "/{epoch}/tile/{tile:path}"
BULK_JOBS = "/v1/bulk-jobs"
BULK_JOB = BULK_JOBS + "/{bulk_job_id}"
REPORT_DRAFTS = "/v1/report-drafts"
REPORT_DELIVERIES = "/v1/report-deliveries"
REPORT_DELIVERY = REPORT_DELIVERIES + "/{report_delivery_id}"
RECEIVED_REPORTS = "/v1/inbox/reports"
RECEIVED_REPORT = RECEIVED_REPORTS + "/{received_report_id}"
RECEIVED_REVISION = RECEIVED_REPORT + "/revisions/{revision}"
RECEIVED_FILE = RECEIVED_REVISION + "/files/{name}"
RECEIPTS = "/v1/inbox/receipts"
AUDIT_SAMPLES = AUDIT + "/samples"
AUDIT_SAMPLE = AUDIT_SAMPLES + "/{audit_sample_id}"
AUDIT_SAMPLE_POPULATION = AUDIT_SAMPLE + "/population"
AUDIT_SAMPLE_DOSSIER = AUDIT_SAMPLE + "/dossier"
ADD_CHECKPOINT = "/v1/witness/add-checkpoint"

AUDITED_CASE = AUDIT + "/cases/{card_application_id}"
AUDITED_CARD = AUDIT + "/cards/{card_id}"
AUDITED_DEMAND = AUDIT + "/demand-items/{demand_item_id}"
AUDITED_ENTERPRISE = AUDIT + "/enterprises/{enterprise_id}"
AUDITED_TALENT = AUDIT + "/talents/{talent_id}"
AUDITED_QUOTA = AUDIT + "/quotas/{city}/{card_type}/{quota_year}"
AUDITED_REPORT = AUDIT + "/reports/{unit}/{quarter}"
CASE_DOSSIER = AUDITED_CASE + "/dossier"
REPORT_DOSSIER = AUDITED_REPORT + "/dossier"
AUDITED_EVENTS = AUDIT + "/events"
ACCESS_LOG = AUDIT + "/access-log"
ACCESS_LINE_WORDS = ACCESS_LOG + "/{line}/words"

SENT_TO: dict[type[Command], str] = {
    CloseEntry: REPORTS,
    CompileReport: REPORT + "/compilation",
    SignOffReport: REPORT + "/sign-off",
    DeclineSignOff: REPORT + "/sign-off/refusal",
    SubmitReport: REPORT + "/submission",
    AcknowledgeReport: REPORT + "/acknowledgement",
    ReturnReport: REPORT + "/return",
    TranscribeAnswer: REPORT + "/answer",
    ConfirmAnswer: REPORT + "/answer/confirmation",
    ContestAnswer: REPORT + "/answer/contestation",
    OpenRevision: REPORT + "/correction",
    OpenQuota: QUOTA,
    ReviseLimits: QUOTA + "/limits",
    FileMethod: QUOTA + "/method-filing",
    CloseQuota: QUOTA + "/closing",
    NominateEnterprise: QUOTA + "/nominations",
    WithdrawNomination: NOMINATION + "/withdrawal",
    RequestTransfer: NOMINATION + "/transfer",
    AcceptTransfer: NOMINATION + "/transfer-acceptance",
    DeclineTransfer: NOMINATION + "/transfer-refusal",
    ProposePerson: NOMINATION + "/proposal",
    ReplacePerson: NOMINATION + "/replacement",
    RegisterEnterprise: ENTERPRISES,
    StateCreditCode: ENTERPRISE + "/credit-code",
    RenameEnterprise: ENTERPRISE + "/name",
    RelocateEnterprise: ENTERPRISE + "/area",
    NamePrincipal: ENTERPRISE + "/principals",
    IdentifyPrincipal: ENTERPRISE + "/principals/{principal_id}/identity",
    LetPrincipalGo: ENTERPRISE + "/principals/{principal_id}/departure",
    AppointSpecialist: ENTERPRISE + "/specialists",
    RelieveSpecialist: ENTERPRISE + "/specialists/{specialist_id}/relief",
    MergeEnterprise: ENTERPRISE + "/merger",
    ImportEnterpriseList: ENTERPRISE_LISTS,
    TakeOverBooks: ALL_OPENING_BOOKS,
    HandInBulkJob: BULK_JOBS,
    DrawAuditSample: AUDIT_SAMPLES,
    RunJob: JOB_RUNS,
    DraftPolicy: POLICIES,
    RevisePolicyDraft: POLICY + "/draft",
    DiscardPolicyDraft: POLICY + "/discarding",
    PublishPolicyDraft: POLICY + "/publication",
    RetirePolicy: POLICY + "/retirement",
    RegisterTalent: TALENTS,
    RenameTalent: TALENT + "/name",
    AddDocument: TALENT + "/documents",
    ReplaceDocument: TALENT + "/documents/{replaced_document_id}/replacement",
    AttestCadreStatus: TALENT + "/attestation",
    DraftCardApplication: CASES,
    FillForm: CASE + "/form",
    SubmitCardApplication: CASE + "/submission",
    SupplyCorrection: CASE + "/corrections",
    WithdrawCardApplication: CASE + "/withdrawal",
    AcceptCase: CASE + "/acceptance",
    RefuseCase: CASE + "/refusal",
    MigrateCase: CASE + "/policy-migration",
    SuspendCase: CASE + "/suspension",
    ResumeCase: CASE + "/resumption",
    RequestReconsideration: CASE + "/reconsideration",
    UpholdDecision: CASE + "/reconsideration/upholding",
    OverturnDecision: CASE + "/reconsideration/overturning",
    RequestRevision: CASE + "/revision",
    ReviseDecision: CASE + "/revision/confirmation",
    DeclineRevision: CASE + "/revision/refusal",
    RequestFormCorrection: CASE + "/form-correction",
    CorrectForm: CASE + "/form-correction/confirmation",
    DeclineFormCorrection: CASE + "/form-correction/refusal",
    RecuseOfficer: CASE + "/recusals",
    WithdrawRecusal: CASE + "/recusals/withdrawal",
    GiveOpinion: CASE + "/opinions",
    ReviewCase: CASE + "/reviews",
    ReturnCase: CASE + "/returns",
    RequestCorrection: CASE + "/correction-requests",
    NotRecommend: CASE + "/non-recommendation",
    ForwardCase: CASE + "/forwarding",
    GrantCard: CASE + "/grant",
    DeclineCard: CASE + "/declining",
    TranscribeResult: CASE + "/provincial-result",
    ConfirmResult: CASE + "/provincial-result/confirmation",
    ContestResult: CASE + "/provincial-result/contestation",
    RequestEntryCorrection: CASE + "/entry-correction",
    CorrectEntry: CASE + "/entry-correction/confirmation",
    DeclineEntryCorrection: CASE + "/entry-correction/refusal",
    DismissDuplicate: CASE + "/duplicates/dismissal",
    UpholdDuplicate: CASE + "/duplicates/confirmation",
    UploadAttachment: ATTACHMENTS,
    CheckAttachment: ATTACHMENT + "/check",
    StrikeOutAttachment: ATTACHMENT + "/strike-out",
    ExtendDeadline: CASE + "/extension",
    AnnounceWorkingYear: WORKING_YEAR,
    IssueCard: CARD + "/issue",
    IssueOwnCard: CARD + "/own-issue",
    GrantAutomatically: AUTOMATIC_GRANTS,
    IssueCardEarly: CARD + "/early-issue",
    ProduceCard: CARD + "/production",
    OpenProductionBatch: PRODUCTION_BATCHES,
    AddToProduction: PRODUCTION_BATCH + "/cards",
    RemoveFromProduction: PRODUCTION_BATCH + "/removals",
    OrderProduction: PRODUCTION_BATCH + "/order",
    ReceiveFromProduction: PRODUCTION_BATCH + "/receipts",
    RejectFromProduction: PRODUCTION_BATCH + "/rejections",
    CancelProductionBatch: PRODUCTION_BATCH + "/cancellation",
    DispatchCard: CARD + "/dispatch",
    DeliverCard: CARD + "/delivery",
    ActivateCard: CARD + "/activation",
    ReportLoss: CARD + "/loss-report",
    WithdrawLoss: CARD + "/loss-report/withdrawal",
    ReplaceCard: CARD + "/replacement",
    ProposeMeasure: CARD + "/proposals",
    DeclineProposal: CARD + "/proposals/refusal",
    SuspendCard: CARD + "/suspension",
    ReinstateCard: CARD + "/reinstatement",
    ReportFalseDeclaration: CARD + "/false-declaration-report",
    OpenInquiry: CARD + "/inquiry",
    ConcludeInquiry: CARD + "/inquiry/finding",
    RevokeCard: CARD + "/revocation",
    BarHolder: CARD + "/inquiry/bar",
    DrawConsequence: CARD + "/revocation/consequences",
    CancelCard: CARD + "/cancellation",
    RenewCard: CARD + "/renewal",
    ConfirmMeasure: CARD + "/transcription/confirmation",
    ContestMeasure: CARD + "/transcription/contestation",
    ConfirmArrival: CARD + "/arrival-confirmation",
    ExtendArrival: CARD + "/arrival-extension",
    MoveCard: CARD + "/employer",
    WriteNote: NOTES,
    StrikeNoteOut: NOTES + "/{note_id}/striking-out",
    IssueApiKey: API_KEYS,
    RotateApiKey: API_KEY + "/rotation",
    RevokeApiKey: API_KEY + "/revocation",
    JoinAccounts: "/v1/joined-accounts",
    OpenEmergency: CASE + "/emergency",
    ReviewEmergency: ACCOUNT + "/emergencies/{emergency_id}/review",
    GrantStandIn: STAND_INS,
    RevokeStandIn: STAND_IN + "/grants/{grant_id}/revocation",
    ConvenePanel: CASE_PANEL,
    AddPanelMember: PANEL + "/members",
    RecusePanelMember: PANEL_MEMBER + "/recusal",
    CastPanelVote: PANEL_MEMBER + "/vote",
    StrikePanelVote: PANEL_MEMBER + "/vote/strike-out",
    ConcludePanel: PANEL + "/conclusion",
    ConfirmPanelConclusion: PANEL + "/conclusion/confirmation",
    ContestPanelConclusion: PANEL + "/conclusion/contestation",
    DissolvePanel: PANEL + "/dissolution",
    UseService: SERVICE_USES,
    ReverseUse: SERVICE_USE_REVERSAL,
    OpenBatch: BATCHES,
    AddToBatch: BATCH + "/members",
    RemoveFromBatch: BATCH_MEMBER + "/removal",
    SealBatch: BATCH + "/sealing",
    AcceptMember: BATCH_MEMBER + "/acceptance",
    ReturnMember: BATCH_MEMBER + "/return",
    DeclareNothingToSubmit: QUOTA + "/nothing-to-submit",
    StateEmployer: TALENT + "/employer",
    EndEmployment: TALENT + "/departure",
    RelocateTalent: TALENT + "/area",
    StatePhone: TALENT + "/phone",
    RestrictPersonalData: TALENT + "/restriction",
    LiftRestriction: TALENT + "/restriction-lifting",
    AllowReading: TALENT + "/reading-permission",
    RequestErasure: TALENT + "/erasure-request",
    DeclineErasure: TALENT + "/erasure-refusal",
    ErasePersonalData: TALENT + "/erasure",
    RegisterDemand: DEMANDS,
    TakeOverDemand: OPENING_BOOKS + "/demand-items",
    ClassifyDemand: DEMAND + "/classification",
    RestateDemand: DEMAND + "/details",
    MoveDemand: DEMAND + "/transfer",
    AssignDemand: DEMAND + "/assignment",
    AcceptAssignment: DEMAND + "/acceptance",
    DisputeAssignment: DEMAND + "/dispute",
    RejectDispute: DEMAND + "/dispute/rejection",
    RecordProgress: DEMAND + "/progress",
    ReplyToDemand: DEMAND + "/reply",
    HandDemandToAlliance: DEMAND + "/docking",
    RecordDocking: DEMAND + "/docking-result",
    RequestExtension: DEMAND + "/extension",
    GrantExtension: DEMAND + "/extension/grant",
    DeclineExtension: DEMAND + "/extension/refusal",
    EscalateDemand: DEMAND + "/escalation",
    HandBackDemand: DEMAND + "/hand-back",
    SuperviseDemand: DEMAND + "/supervision",
    LiftSupervision: DEMAND + "/supervision/lifting",
    SettleDemand: DEMAND + "/settlement",
    ExplainDemand: DEMAND + "/explanation",
    WithdrawDemand: DEMAND + "/withdrawal",
    MergeDemand: DEMAND + "/merge",
    ReverseClosure: DEMAND + "/entry-correction",
    CallBack: DEMAND + "/call-back",
    RateDemand: DEMAND + "/rating",
    RectifyDemand: DEMAND + "/rectification",
    StrikeOffDemand: DEMAND + "/strike-off",
    ReopenDemand: DEMAND + "/reopening",
    ResendReport: REPORT_DELIVERY + "/resending",
    AcknowledgeReceivedReport: RECEIVED_REVISION + "/acknowledgement",
    ReturnReceivedReport: RECEIVED_REVISION + "/return",
}

COMMAND_AT = {path: command for command, path in SENT_TO.items()}


def named_in(path: str) -> tuple[str, ...]:
    """The parts of a path that stand for something."""
    return tuple(name for _, name, _, _ in Formatter().parse(path) if name)


def href(path: str, **parts: Any) -> str:
    """The address of one thing."""
    return path.format(**parts)
