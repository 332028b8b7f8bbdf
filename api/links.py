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
    "list_batch_id": {"ImportEnterpriseList": ID},
    "batch_id": {"OpenBatch": ID, "AddToBatch": ID},
    "talent_id": {"RegisterTalent": ID},
    "replaced_document_id": {"RegisterTalent": "#/documents/0/id"},
    "card_application_id": {
        "DraftCardApplication": ID, "card_applications": FIRST, "AddToBatch": "#/members/0/card_application_id",
    },
    "note_id": {"WriteNote": "#/items/0/id"},
    "attachment_id": {"UploadAttachment": ID},
    "place_id": {"NominateEnterprise": "#/places/0/id"},
    "panel_id": {"ConvenePanel": ID, "panels": FIRST},
    "member_id": {"ConvenePanel": "#/experts/0/id"},
    "card_id": {"cards": FIRST},
    "production_batch_id": {"OpenProductionBatch": ID, "production_batches": FIRST},
    "use_id": {"UseService": "#/use_id"},
    "demand_item_id": {"RegisterDemand": ID, "demand_items": FIRST},
    "stand_in_id": {"GrantStandIn": ID},
    "grant_id": {"GrantStandIn": "#/grants/0/id"},
    "account_id": {"IssueApiKey": ID, "OpenEmergency": ID, "accounts": FIRST},
    "api_key_id": {"IssueApiKey": "#/keys/0/id"},
    "emergency_id": {"OpenEmergency": "#/emergencies/0/id"},
    "bulk_job_id": {"HandInBulkJob": ID},
    "run_id": {"automatic_grants": "#/runs/0/id"},
    "report_delivery_id": {"report_deliveries": FIRST},
    "received_report_id": {"received_reports": FIRST},
    "line": {"access_log": "#/items/0/line"},
    "audit_sample_id": {"DrawAuditSample": ID, "audit_samples": FIRST},
    "job": {"jobs": "#/items/0/job"},
}  # fmt: skip
# Natural keys that stand in an answer beside such an id.
BESIDE: dict[str, dict[str, str]] = {
    "city": {"ImportEnterpriseList": "#/city"},
    "list_type": {"ImportEnterpriseList": "#/list_type"},
}
SUCCESSES = ("201", "200")


def declare_links(contract: dict[str, Any]) -> None:
    """Write into every answer what may be done with it next.

    A link states every id of the address that it leads to, so that a program can follow it as it stands: out of the answer,
    or out of the address that was asked. What of the address is left then are natural keys.
    """
    operations = {
        operation["operationId"]: operation
        for ways in contract["paths"].values()
        for operation in ways.values()
    }
    for name, operation in operations.items():
        for source in _sources_of(name, operation, operations):
            if found := _found(parts_of(operation), source, operations[source]):
                links = _answer_of(operations[source]).setdefault("links", {})
                links[name] = {"operationId": name, "parameters": found}


def parts_of(operation: dict[str, Any]) -> list[str]:
    """The parameters of the operation's address."""
    return sorted(one["name"] for one in operation.get("parameters", ()) if one["in"] == "path")


def _sources_of(name: str, operation: dict[str, Any], operations: dict[str, Any]) -> list[str]:
    named = {source for part in parts_of(operation) for source in PRODUCED.get(part, ())}
    return sorted(source for source in named if source in operations and source != name)


def _found(parts: list[str], source: str, asked: dict[str, Any]) -> dict[str, str]:
    """Where each part stands; nothing if one of the ids stands in neither the answer nor the address that was asked.

    Nothing either if all that is found is the id of a member of what was answered: that is no step from the whole.
    """
    of_address = {part: f"$request.path.{part}" for part in parts_of(asked) if part in parts}
    of_answer = {
        part: where[source]
        for part, where in (PRODUCED | BESIDE).items()
        if part in parts and source in where
    }
    found = of_address | {part: f"$response.body{pointer}" for part, pointer in of_answer.items()}
    is_whole = all(part in found for part in parts if part in PRODUCED)
    is_step = bool(of_address) or any(_is_its_own(pointer) for pointer in of_answer.values())
    return found if is_whole and is_step else {}


def _is_its_own(pointer: str) -> bool:
    """Whether it points to what an answer itself is called, or the first item of a list."""
    return pointer.count("/") == 1 or pointer.startswith("#/items/0/")


def _answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    status = next(status for status in SUCCESSES if status in operation["responses"])
    answer: dict[str, Any] = operation["responses"][status]
    return answer
