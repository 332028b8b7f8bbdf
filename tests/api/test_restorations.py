"""What was put back into the log, as an auditor reads it: all of it, the newest first, and nothing of what was forged."""

from hashlib import sha256
from typing import Any

from domain.authorization import Post, Role
from tests.api.conftest import Town, as_owner

RESTORATIONS = "/v1/audit/restorations"
PUT_BACK = """
    INSERT INTO log.restorations (restored_by, what, position, source, checkpoint, found, reason)
    SELECT 'root-liu', 'event', wanted, '/media/audit', 'huicai.example/log\n3\nAAAA\n', to_jsonb(e), '审计署第12号案'
      FROM generate_series({first}, {last}) AS wanted LEFT JOIN log.events e ON e.position = wanted ORDER BY wanted
"""
WHOLE = """
    INSERT INTO log.restorations (restored_by, what, position, source, reason)
    VALUES ('root-liu', 'database', 7, '20260105T020000Z', 'the machine was lost')
"""


def lines(town: Town, **query: str) -> dict[str, Any]:
    answer = town.auditor().gets(RESTORATIONS, **query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_log_that_was_never_mended_has_none(town: Town) -> None:
    assert lines(town) == {"items": [], "next": None}


def test_every_line_says_who_what_whence_and_why_and_of_the_row_that_was_found_its_hash(town: Town) -> None:
    town.talent("甄知微")
    last = town.position()
    with town.service.engine.connect() as connection:
        [(event_id, topic, state)] = connection.exec_driver_sql(
            f"SELECT event_id::text, topic, state FROM log.events WHERE position = {last}"
        ).all()
    as_owner(town.database, PUT_BACK.format(first=last, last=last + 1))
    as_owner(town.database, WHOLE)

    whole, gone, altered = lines(town)["items"]

    assert (whole["what"], whole["position"], whole["found"], whole["checkpoint"]) == (
        "database",
        7,
        None,
        None,
    )
    assert (gone["what"], gone["position"], gone["found"]) == ("event", last + 1, None)
    assert (altered["restored_by"], altered["source"], altered["reason"]) == (
        "root-liu", "/media/audit", "审计署第12号案",
    )  # fmt: skip
    assert altered["checkpoint"].startswith("huicai.example/log\n")
    assert altered["found"]["event_id"] == event_id
    assert altered["found"]["topic"] == topic
    assert altered["found"]["state_sha256"] == sha256(bytes(state)).hexdigest()
    assert "sealed" not in str(altered)


def test_they_are_read_page_by_page_by_auditors_alone(town: Town) -> None:
    for _ in range(3):
        as_owner(town.database, WHOLE)

    first = lines(town, limit="2")
    rest = lines(town, limit="2", cursor=first["next"])

    assert [one["line"] for one in (*first["items"], *rest["items"])] == [3, 2, 1]
    assert rest["next"] is None
    assert town.auditor().gets(RESTORATIONS, cursor="AAAA").json()["code"] == "invalid_cursor"
    for post in (Post(role=Role.OPERATOR), Post(role=Role.SECURITY)):
        assert town.person("tan-other", post).gets(RESTORATIONS).status_code == 403
