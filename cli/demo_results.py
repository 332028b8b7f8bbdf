"""What the demo leaves in ./out to be looked at."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.demo_nominations import year
from cli.demo_people import Player
from cli.demo_province import PROVINCE
from cli.demo_server import OUT
from cli.demo_telling import console, written_history
from cli.development import CITY
from domain.policy.ledgers import Ledger

LAST = "2026Q3"  # the quarter whose report is looked at
REPORT = f"/v1/reports/{CITY}/{LAST}"


def write_results(people: dict[str, Player], quota: str, elite: dict[str, Any], later: str) -> None:
    """The register, the board, the due sheet, one case's history, the forms of two, a card's face; and where they are."""
    cases = people["auditor"].gets("/v1/card-applications", quota_year=year(), limit=200)["items"]
    told = max(cases, key=lambda case: case["corrections"])
    files = {
        OUT / f"card-register-{year()}.xlsx": "/v1/cards.xlsx",
        OUT / f"quota-board-{year()}.xlsx": f"{quota}.xlsx",
        OUT / f"case-{told['id']}.txt": f"/v1/audit/cases/{told['id']}.txt",
        OUT / f"case-{told['id']}.pdf": f"/v1/audit/cases/{told['id']}.pdf",
        OUT / f"annex-1-{told['id']}.pdf": f"/v1/card-applications/{told['id']}/form.pdf?purpose=audit",
        OUT / f"annex-2-{elite['id']}.pdf": f"/v1/card-applications/{elite['id']}/form.pdf?purpose=audit",
        OUT / f"card-face-{elite['card_id']}.pdf": f"/v1/cards/{elite['card_id']}/face.pdf?purpose=audit",
        OUT / f"due-sheet-{later}.xlsx": f"/v1/due-sheet.xlsx?on={later}",
    }
    _write(people["auditor"], files)


def write_reports(people: dict[str, Player]) -> None:
    """The last quarter's report in all its forms with its history and receipts, and the three ledgers."""
    auditor, window = people["auditor"], people["window"]
    content = f"{REPORT}/revisions/{window.gets(REPORT)['revisions'][-1]['revision']}"
    kept = {OUT / f"quarterly-report-{LAST}.json": content}
    for kind in ("xlsx", "pdf"):
        kept[OUT / f"quarterly-report-{LAST}.{kind}"] = f"{content}.{kind}?purpose=handling"
        for ledger in Ledger:
            sheet = f"/v1/demand-ledgers/{ledger}/sheet.{kind}?purpose=handling"
            kept[OUT / f"ledger-{ledger}.{kind}"] = sheet
    for sent in window.gets("/v1/report-deliveries", quarter=LAST)["items"]:
        receipt = OUT / f"report-receipt-{LAST}-{sent['revision']}.json"
        kept[receipt] = f"{sent['href']}/receipt?purpose=handling"
    _write(window, kept)
    history = OUT / f"report-history-{LAST}.txt"
    history.write_text(written_history(auditor.gets(f"{REPORT}/history")["items"]), encoding="utf-8")
    console.print(f"Written: {history}")


def write_provincial_report(window: Player) -> None:
    """The same of the province, while its instance runs."""
    content = f"/v1/reports/{PROVINCE}/{LAST}/revisions/1"
    forms = {"json": content} | {kind: f"{content}.{kind}?purpose=handling" for kind in ("xlsx", "pdf")}
    _write(window, {OUT / f"provincial-report-{LAST}.{kind}": address for kind, address in forms.items()})


def _write(reader: Player, files: Mapping[Path, str]) -> None:
    OUT.mkdir(exist_ok=True)
    for path, address in files.items():
        path.write_bytes(reader.fetch(address))
        console.print(f"Written: {path}")
