"""What may be done with an answer: which other operations take the id that it brings along (OpenAPI links).

An operation's path parameter is either the id of something that another operation's answer names, or a natural key such as
a city or a year, which clients know. A test finds one that is neither.
"""

from typing import Any

ID, FIRST = "#/id", "#/items/0/id"
# By path parameter: the operations whose answers have one, and where in the answer it stands.
PRODUCED: dict[str, dict[str, str]] = {
    "enterprise_id": {"RegisterEnterprise": ID, "enterprises": FIRST},
    "principal_id": {"NamePrincipal": "#/principals/0/id"},
    "specialist_id": {"AppointSpecialist": "#/specialists/0/id"},
    "batch_id": {"OpenBatch": ID},
    "talent_id": {"RegisterTalent": ID},
    "replaced_document_id": {"RegisterTalent": "#/documents/0/id"},
    "card_application_id": {"DraftCardApplication": ID, "card_applications": FIRST},
    "note_id": {"WriteNote": "#/notes/0/id"},
    "attachment_id": {"UploadAttachment": ID},
    "place_id": {"NominateEnterprise": "#/places/0/id"},
    "panel_id": {"ConvenePanel": ID, "panels": FIRST},
    "member_id": {"ConvenePanel": "#/members/0/id"},
    "card_id": {"cards": FIRST},
    "production_batch_id": {"OpenProductionBatch": ID, "production_batches": FIRST},
    "use_id": {"UseService": ID},
    "demand_item_id": {"RegisterDemand": ID, "demand_items": FIRST},
    "stand_in_id": {"GrantStandIn": ID},
    "grant_id": {"GrantStandIn": "#/grants/0/id"},
    "account_id": {"IssueApiKey": ID, "accounts": FIRST},
    "api_key_id": {"IssueApiKey": "#/keys/0/id"},
    "emergency_id": {"OpenEmergency": "#/emergencies/0/id"},
    "bulk_job_id": {"HandInBulkJob": ID},
    "run_id": {"automatic_grants": "#/runs/0/id"},
    "report_delivery_id": {"report_deliveries": FIRST},
    "received_report_id": {"received_reports": FIRST},
    "line": {"access_log": "#/items/0/line"},
    "job": {"jobs": "#/items/0/job"},
}
SUCCESSES = ("201", "200")


def declare_links(contract: dict[str, Any]) -> None:
    """Write into every answer what may be done with it next."""
    operations = {
        operation["operationId"]: operation
        for ways in contract["paths"].values()
        for operation in ways.values()
    }
    for name, operation in operations.items():
        taken = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        for producer in sorted({one for part in taken for one in PRODUCED.get(part, ())}):
            if producer in operations and producer != name:
                found = {
                    part: f"$response.body{PRODUCED[part][producer]}"
                    for part in sorted(taken)
                    if producer in PRODUCED.get(part, ())
                }
                _answer_of(operations[producer]).setdefault("links", {})[name] = {
                    "operationId": name,
                    "parameters": found,
                }


def _answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    status = next(status for status in SUCCESSES if status in operation["responses"])
    answer: dict[str, Any] = operation["responses"][status]
    return answer
