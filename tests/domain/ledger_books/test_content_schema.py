"""The published schema of a report is that of the report (docs/format/quarterly-report-1.json)."""

import json

from domain.ledger_books.content import ReportContent
from tests.architecture.tree import ROOT

PUBLISHED = ROOT / "docs/format/quarterly-report-1.json"


def test_the_published_schema_is_that_of_the_content():
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == ReportContent.model_json_schema(
        mode="serialization"
    )
