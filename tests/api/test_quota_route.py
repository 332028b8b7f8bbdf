"""The quota route over HTTP: every refusal on the way, by the post that meets it, with clause and what blocks.

Cases stand at every stage of the way; what is refused leaves all of them where they are.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.api.cases import BATCH_LETTER, CASES, FORM, TRANSCRIBED, Applying
from tests.api.conftest import BOSHAN, CITY, CITY_AREA, QUOTA, ZHANGDIAN, Person, Town, talent_named, town_on
from tests.conftest import _temporary as temporary

WHY = {"reason": "示例理由"}
KEY = {"city": CITY, "card_type": "huicai", "quota_year": 2026}


class Stages(NamedTuple):
    """One case at each stage of the way."""

    town: Town
    drafted: Applying
    submitted: Applying
    at_department: Applying
    corrected: Applying
    reviewed: Applying
    received: Applying
    forwarded: Applying
    transcribed: Applying
    approved: Applying


@pytest.fixture(scope="module")
def stages(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stages]:
    folder = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder) as town:
        officer = town.officer("hrss")
        limits = {"city_limit": 10, "department_limits": {"drc": 10, "miit": 10}}
        town.quota()
        revised = officer.posts(f"{QUOTA}/limits", **limits, **WHY, documents=[BATCH_LETTER])
        assert revised.is_success, revised.text
        names = iter(f"示例{n}号有限公司" for n in range(100, 120))
        yield Stages(
            town,
            Applying(town, next(names)).drafted(),
            Applying(town, next(names)).submitted(),
            Applying(town, next(names)).at_department(),
            corrected(Applying(town, next(names)).at_department()),
            Applying(town, next(names)).reviewed(),
            Applying(town, next(names)).received(),
            Applying(town, next(names)).forwarded(),
            transcribed(Applying(town, next(names)).forwarded()),
            Applying(town, next(names)).approved(),
        )


def corrected(applying: Applying) -> Applying:
    """The department has had its one correction."""
    asking = {"items": [{"field": "resume"}]}
    assert applying.department().posts(f"{applying.case}/correction-requests", **asking).is_success
    form = {"resume": "补充后的简历"}
    assert applying.specialist.posts(f"{applying.case}/corrections", form=form).is_success
    return applying


def transcribed(applying: Applying) -> Applying:
    """A result waits to be confirmed."""
    writing = applying.hrss("gao-writing")
    assert writing.posts(f"{applying.case}/provincial-result", result="approved", **TRANSCRIBED).is_success
    return applying


class Attempt(NamedTuple):
    """Who tries what, and how it is answered."""

    by: Callable[[Stages], Person]
    at: Callable[[Stages], str]
    says: dict[str, Any]
    status: int
    code: str
    clause: str | None = None


def department(s: Stages) -> Person:
    return s.at_department.department()


def hrss(name: str) -> Callable[[Stages], Person]:
    return lambda s: s.town.officer("hrss", CITY_AREA, name)


def district(function: str, area: str = ZHANGDIAN) -> Callable[[Stages], Person]:
    return lambda s: s.town.officer(function, area, "li-district")


def of(stage: str, path: str = "") -> Callable[[Stages], str]:
    return lambda s: getattr(s, stage).case + path


REFUSED: dict[str, Attempt] = {
    # -- the enterprise --------------------------------------------------------------------------------
    "an empty form": Attempt(
        lambda s: s.drafted.specialist, lambda _: CASES, {"empty": True}, 409, "form_incomplete", "R-14"
    ),
    "another enterprise's case": Attempt(
        lambda s: s.drafted.specialist, of("submitted", "/withdrawal"), WHY, 404, "not_found"
    ),
    "a form that is handed in already": Attempt(
        lambda s: s.submitted.specialist, of("submitted", "/submission"), {}, 409, "case_not_in_state"
    ),
    "filling what is handed in": Attempt(
        lambda s: s.submitted.specialist, of("submitted", "/form"), {"form": {}}, 409, "case_not_in_state"
    ),
    "a correction that nobody asked for": Attempt(
        lambda s: s.submitted.specialist, of("submitted", "/corrections"), {"form": {}}, 409, "case_not_in_state"
    ),
    "withdrawing without a reason": Attempt(
        lambda s: s.submitted.specialist, of("submitted", "/withdrawal"), {}, 422, "reason_required"
    ),
    "withdrawing what has ended": Attempt(
        lambda s: s.approved.specialist, of("approved", "/withdrawal"), WHY, 409, "case_not_in_state"
    ),
    "another person after forwarding": Attempt(
        lambda s: s.forwarded.specialist,
        lambda s: f"{QUOTA}/nominations/{s.forwarded.place_id}/replacement",
        {"another": True, **WHY},
        409,
        "forwarded_already",
        "R-12",
    ),
    # -- the district ----------------------------------------------------------------------------------
    "another function of the district": Attempt(
        district("miit"), of("submitted", "/opinions"), {"opinion": "agreed"}, 403, "not_your_department"
    ),
    "another district": Attempt(
        district("drc", BOSHAN), of("submitted", "/opinions"), {"opinion": "agreed"}, 404, "not_found"
    ),
    "the city for the district": Attempt(
        department, of("submitted", "/opinions"), {"opinion": "agreed"}, 403, "not_your_area"
    ),
    "against it without a reason": Attempt(
        district("drc"), of("submitted", "/opinions"), {"opinion": "disagreed"}, 422, "reason_required"
    ),
    "an opinion that there is not": Attempt(
        district("drc"), of("submitted", "/opinions"), {"opinion": "perhaps"}, 422, "invalid"
    ),
    # -- the department --------------------------------------------------------------------------------
    "the other department": Attempt(
        lambda s: s.town.officer("miit"), of("at_department", "/reviews"), {}, 403, "not_your_department"
    ),
    "a review before its turn": Attempt(district("drc"), of("submitted", "/reviews"), {}, 409, "not_at_this_step"),
    "who signed for the district": Attempt(
        lambda s: s.town.officer("drc", CITY_AREA, "li-district"), of("at_department", "/reviews"), {}, 403,
        "acted_before",
    ),
    "a return to a later step": Attempt(
        department, of("at_department", "/returns"), {"to_step": "forwarding", **WHY}, 422, "invalid"
    ),
    "a return to nowhere": Attempt(
        department, of("at_department", "/returns"), {"to_step": "nowhere", **WHY}, 422, "unknown_step"
    ),
    "a correction of a field that there is not": Attempt(
        department, of("at_department", "/correction-requests"), {"items": [{"field": "shoe_size"}]}, 422, "invalid"
    ),
    "a second request for corrections": Attempt(
        department, of("corrected", "/correction-requests"), {"items": [{"field": "resume"}]}, 409,
        "correction_requested_before",
    ),
    "not recommended without a reason": Attempt(
        department, of("at_department", "/non-recommendation"), {}, 422, "reason_required"
    ),
    # -- batches ---------------------------------------------------------------------------------------
    "a batch to the province by a department": Attempt(
        department, lambda _: "/v1/batches", {**KEY, "kind": "to_province"}, 403, "not_your_department", "R-14"
    ),
    "declaring nothing twice": Attempt(
        lambda s: s.town.officer("miit"), lambda _: f"{QUOTA}/nothing-to-submit", {}, 409, "conflict"
    ),
    # -- the province ----------------------------------------------------------------------------------
    "a result in the city's own name": Attempt(
        hrss("x"), of("forwarded", "/provincial-result"), {"result": "approved"}, 403, "post_may_not"
    ),
    "a result of another body": Attempt(
        hrss("x"),
        of("forwarded", "/provincial-result"),
        {"result": "approved", **TRANSCRIBED, "deciding_body": "zibo-hrss"},
        422,
        "invalid",
    ),
    "a result without its paper": Attempt(
        hrss("x"), of("forwarded", "/provincial-result"), {"result": "approved", **TRANSCRIBED, "documents": []}, 422,
        "invalid",
    ),
    "a second result while one waits": Attempt(
        hrss("x"), of("transcribed", "/provincial-result"), {"result": "approved", **TRANSCRIBED}, 409,
        "case_not_in_state",
    ),
    "a step for what was not returned": Attempt(
        hrss("x"), of("forwarded", "/provincial-result"), {"result": "approved", "to_step": "forwarding", **TRANSCRIBED},
        422, "invalid",
    ),
    "confirming one's own entry": Attempt(
        hrss("gao-writing"), of("transcribed", "/provincial-result/confirmation"), {}, 403, "same_officer"
    ),
    "confirming nothing": Attempt(
        hrss("x"), of("forwarded", "/provincial-result/confirmation"), {}, 409, "case_not_in_state"
    ),
    "a result of what was not forwarded": Attempt(
        hrss("x"), of("received", "/provincial-result"), {"result": "approved", **TRANSCRIBED}, 409, "not_at_this_step"
    ),
    "correcting an event that is not the answer": Attempt(
        hrss("x"),
        of("approved", "/entry-correction"),
        {"result": "rejected", "corrects": str(uuid4()), **WHY, **TRANSCRIBED},
        422,
        "invalid",
    ),
    "agreeing to a correction that nobody asked for": Attempt(
        hrss("x"), of("approved", "/entry-correction/refusal"), WHY, 409, "case_not_in_state"
    ),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
def test_it_is_refused_and_nothing_is_recorded_but_a_line_of_the_refusal_log(
    stages: Stages, refused: str
) -> None:
    by, at, says, status, code, clause = REFUSED[refused]
    body = _completed(says, stages)
    events, lines = stages.town.position(), len(stages.town.refusals())

    answer = by(stages).posts(at(stages), **body)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert clause is None or clause in {cited["id"] for cited in problem["clauses"]}
    assert stages.town.position() == events
    assert len(stages.town.refusals()) == lines + 1


def test_the_refusals_of_batches(stages: Stages) -> None:
    """A batch of the department, sealed with one member; each attempt on it is refused for its own reason."""
    reviewed, officer = stages.reviewed, stages.reviewed.department("he-sending")
    batch = officer.posts("/v1/batches", **KEY, kind="to_hrss").json()["href"]
    other = officer.posts("/v1/batches", **KEY, kind="to_hrss").json()["href"]
    member = {"card_application_id": reviewed.case_id}

    def code(person: Person, path: str, **body: Any) -> str:
        return str(person.posts(path, **body).json()["code"])

    assert code(officer, f"{batch}/sealing", documents=[BATCH_LETTER]) == "batch_not_in_state"
    assert officer.posts(f"{batch}/members", **member).is_success
    assert code(officer, f"{other}/members", **member) == "in_another_batch"
    assert (
        code(officer, f"{batch}/members", card_application_id=stages.submitted.case_id) == "not_at_this_step"
    )
    assert (
        code(stages.town.officer("miit"), f"{batch}/sealing", documents=[BATCH_LETTER])
        == "not_your_department"
    )
    assert code(officer, f"{batch}/sealing") == "invalid"
    assert code(officer, f"{other}/members/{reviewed.case_id}/removal", **WHY) == "no_such_member"
    assert (
        code(stages.town.officer("hrss"), f"{batch}/members/{reviewed.case_id}/acceptance")
        == "batch_not_in_state"
    )
    reviewing = stages.reviewed.department()
    assert code(reviewing, f"{batch}/sealing", documents=[BATCH_LETTER]) == "acted_before"


def _completed(says: dict[str, Any], stages: Stages) -> dict[str, Any]:
    """The body, with what only the town can tell."""
    body = dict(says)
    if body.pop("empty", False):
        body |= {
            **KEY,
            "place_id": stages.drafted.place_id,
            "form": {"resume": FORM["resume"]},
            "submit": True,
        }
    if body.pop("another", False):
        number = next(stages.town.numbers)
        employer = {"employer_id": stages.forwarded.enterprise_id}
        another = stages.forwarded.specialist.posts(
            "/v1/talents", **talent_named("示例另一人", number, **employer)
        )
        body["talent_id"] = another.json()["id"]
    return body
