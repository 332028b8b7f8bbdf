"""Who may ask for what (查询权限): every query by its name, as every command names the posts that may send it.

A query that stands in no line here is answered to nobody; the API does not even start with one. Of which things it
is answered is asked of each thing after that: `scope_of`, `units_seen` and the like in `authorization.py`.
"""

from domain.authorization import (
    ADMINISTRATOR_LIFTS,
    Areas,
    Permission,
    PostMayNot,
    Role,
    auditor,
    officer,
    officer_of_city,
    operator,
    provincial_window,
    security_officer,
    specialist,
)
from domain.base import Authority
from domain.errors import NotFound
from domain.functions import IN_MECHANISM, Function


def everybody(authority: Authority, _: Areas) -> bool:
    """Every post there is; what is shown of a thing is asked of the thing itself, or it is public."""
    return authority.role in frozenset(Role) - {Role.SYSTEM}


QUERIES = "queries"  # in the scope of an API key: every query that its post may ask

_ANY_OFFICER = officer(*Function)
_EVERYBODY = (everybody,)
_MECHANISM = (officer(*IN_MECHANISM), specialist, auditor)
_WITH_DEMANDS = (_ANY_OFFICER, specialist, auditor)
_OF_REPORTS = (officer(*IN_MECHANISM), specialist, auditor, provincial_window)
_OF_EXCHANGE = (officer(*IN_MECHANISM), auditor, provincial_window, operator)
_RUNNING = (operator, auditor)
_CHECKING = (operator, auditor, security_officer)
_WATCHING = (security_officer, auditor)
_AUDITING = (auditor,)

READINGS: dict[str, tuple[Permission, ...]] = {
    **dict.fromkeys(
        (
            "policies", "policy", "policy_history", "policy_compared", "policy_simulated",
            "working_years", "working_year",
            "demand_item", "demand_item_history", "demand_item_timeline", "demand_item_timeline_text",
            "demand_item_texts",
        ),
        _EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "quotas", "quota", "quota_history", "nomination", "places", "board",
            "enterprises", "enterprise", "enterprise_history", "enterprise_lists", "enterprise_list", "list_batch",
            "opening_books", "books_file", "automatic_grants", "grant_run", "talent", "talent_history",
            "card_applications", "card_application", "card_application_history", "card_application_timeline",
            "card_application_timeline_text", "case_notes", "case_package", "registration_form",
            "correction_notice", "decision_notice", "attachment", "attachment_events", "attachment_content",
            "batch", "batch_history", "batch_letter", "submission_package",
            "panels", "panel", "panel_history", "panel_of_case",
            "cards", "card_register_workbook", "card", "card_history", "card_face", "entitlements",
            "card_differences", "card_reminders", "card_reminders_workbook",
            "production_batches", "production_batch", "production_batch_history", "production_list",
            "delivery_sheet", "stand_ins", "stand_in", "stand_in_history", "bulk_jobs", "bulk_job",
            "due_sheet", "due_sheet_workbook",
        ),
        _MECHANISM,
    ),
    **dict.fromkeys(("demand_items", "demand_ledger_workbook", "demand_ledger_print"), _WITH_DEMANDS),
    **dict.fromkeys(
        (
            "quarterly_reports", "quarterly_report", "quarterly_report_history", "quarterly_report_content",
            "quarterly_report_preview", "quarterly_report_figure", "quarterly_report_changes",
            "quarterly_report_workbook", "quarterly_report_print", "report_drafts",
        ),
        _OF_REPORTS,
    ),
    **dict.fromkeys(
        (
            "report_deliveries", "report_delivery", "report_delivery_history", "report_delivery_receipt",
            "received_reports", "received_report", "received_report_history", "received_file",
        ),
        _OF_EXCHANGE,
    ),
    **dict.fromkeys(
        ("subject_access", "subject_access_print", "subject_access_package"), (officer_of_city("hrss"),)
    ),
    **dict.fromkeys(("jobs", "job", "job_run"), _RUNNING),
    **dict.fromkeys(
        (
            "access_log", "access_line_words", "restorations", "audited_events", "log_entries", "log_records", "audit_samples", "audit_sample", "audit_sample_population",
            "case_dossier", "report_dossier", "audit_sample_dossier",
            "case_audited", "case_audited_text", "case_audited_print",
            "card_audited", "card_audited_text", "card_audited_print",
            "demand_item_audited", "demand_item_audited_text", "demand_item_audited_print",
            "enterprise_audited", "enterprise_audited_text", "enterprise_audited_print",
            "talent_audited", "talent_audited_text", "talent_audited_print",
            "quota_audited", "quota_audited_text", "quota_audited_print",
            "report_audited", "report_audited_text", "report_audited_print",
        ),
        _AUDITING,
    ),
    **dict.fromkeys(
        (
            "transparency_logs", "newest_checkpoint", "log_checkpoint", "inclusion_proof", "consistency_proof",
            "event_proof", "log_tile", "transparency_anchors",
        ),
        _CHECKING,
    ),
    **dict.fromkeys(("security_log", "accounts", "account", "account_history"), _WATCHING),
}  # fmt: skip


# What may show a person's data as they are: to who states a purpose, and with a line on the access log before it is shown.
# No other query shows more than masks.
IN_CLEAR = frozenset(
    {
        "attachment_content", "demand_item_texts", "report_delivery_receipt", "received_file",
        "registration_form", "correction_notice", "decision_notice", "batch_letter", "submission_package",
        "case_package", "card_face", "production_list", "delivery_sheet",
        "demand_ledger_workbook", "demand_ledger_print", "quarterly_report_workbook", "quarterly_report_print",
        "subject_access", "subject_access_print", "subject_access_package", "case_dossier", "audit_sample_dossier", "access_line_words",
    }
)  # fmt: skip


def may_ask(reading: str, authority: Authority, cities: Areas) -> bool:
    """Whether this post may ever ask this."""
    return any(permits(authority, cities) for permits in READINGS[reading])


def must_be_let_ask(reading: str, authority: Authority, cities: Areas) -> None:
    """Refuse whoever may never ask this, whatever the answer is about. Raises `PostMayNot`."""
    if not may_ask(reading, authority, cities):
        raise PostMayNot(lifted_by=ADMINISTRATOR_LIFTS)


def must_see_account(authority: Authority, accounts: frozenset[str]) -> None:
    """Nothing is there for somebody who neither watches over accounts nor has one of these. Raises `NotFound`."""
    watches = any(permits(authority, frozenset()) for permits in _WATCHING)
    if not watches and authority.person not in accounts:
        raise NotFound
