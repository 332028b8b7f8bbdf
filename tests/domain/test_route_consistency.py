"""A pack whose steps, form, checks or validity cannot hold together is refused with file, line and reason."""

import pytest

from domain.policy.faults import FAULTS
from domain.policy.loading import read_pack
from tests.domain.zibo import FILE, TEXT, line_of, refusal_of


def step(code: str) -> str:
    """The lines of one step in the pack of Zibo."""
    begin = TEXT.index(f"      - code: {code}\n")
    ends = [TEXT.find(mark, begin + 1) for mark in ("\n      - code: ", "\n    deadline:")]
    return TEXT[begin : min(end for end in ends if end > 0) + 1]


OPINION, REVIEW = step("district_opinion"), step("department_review")
SUBMISSION, RECEPTION, FORWARDING = step("collective_submission"), step("hrss_reception"), step("forwarding")
RESULT = step("provincial_result")
STEPS = f"{OPINION}{REVIEW}{SUBMISSION}{RECEPTION}{FORWARDING}{RESULT}"
DECISION = step("decision")
FRONT_END = f"    steps:\n{step('review')}{DECISION}"
ANOTHER_RECEPTION = RECEPTION.replace("hrss_reception", "second_reception").replace(
    "市人社局接收", "再次接收"
)
ANOTHER_ANNEX_1 = "  - {code: annex_1, name: {zh: 另表, en: Another}, clauses: [R-14], fields: [{code: name, number: 1, name: {zh: 姓名, en: Name}}]}\n"  # fmt: skip
BY_ALLIANCE = "        function: alliance\n"

ACCEPTANCE = TEXT[TEXT.index("    case_life:\n      acceptance:\n        step: department_review") :]
ACCEPTANCE = ACCEPTANCE[: ACCEPTANCE.index("    validity:")]

# Of every contradiction: what is replaced in the text of Zibo by what, the words that mark the line at fault, the
# place in the pack, the fault, and the sentences in both languages.
CONTRADICTIONS = {
    "a step's code stands twice":
        ("code: department_review", "code: district_opinion", "code: district_opinion\n        kind: review", "routes[0].steps[1].code", "repeated", "“district_opinion”重复", '"district_opinion" stands twice'),
    "nobody in the city acts at a step":
        ("level: city\n        function: hrss", f"level: city\n{BY_ALLIANCE}", "code: hrss_reception", "routes[0].steps[3]", "no_organ", "zibo-shibenji没有机构履行alliance职能", "nobody in zibo-shibenji exercises alliance"),
    "nobody in a zone acts at a step of the districts":
        (OPINION, OPINION.replace("        function: nominating_department\n", BY_ALLIANCE), "code: district_opinion", "routes[0].steps[0]", "no_organ", "wenchanghu没有机构履行alliance职能", "nobody in wenchanghu exercises alliance"),
    "a step of the zones alone":
        ("level: district\n        function: nom", "level: zone\n        function: nom", "level: zone", "routes[0].steps[0].level", "level_elsewhere", "此处不用zone级", "level zone has no place here"),
    "no review":
        (REVIEW, "", "    steps:\n", "routes[0].steps", "missing_step", "缺少review类环节", "there is no step of kind review"),
    "no collective submission":
        (SUBMISSION, "", "    steps:\n", "routes[0].steps", "missing_step", "缺少collective_submission类环节", "there is no step of kind collective_submission"),
    "no reception":
        (RECEPTION, "", "    steps:\n", "routes[0].steps", "missing_step", "缺少reception类环节", "there is no step of kind reception"),
    "no forwarding":
        (FORWARDING, "", "    steps:\n", "routes[0].steps", "missing_step", "缺少forwarding类环节", "there is no step of kind forwarding"),
    "no result":
        (RESULT, "", "    steps:\n", "routes[0].steps", "missing_step", "缺少provincial_result类环节", "there is no step of kind provincial_result"),
    "two receptions":
        (RECEPTION, RECEPTION + ANOTHER_RECEPTION, "kind: reception\n        name: {zh: 再次", "routes[0].steps[4].kind", "repeated", "“reception”重复", '"reception" stands twice'),
    "handed in before anybody has looked at it":
        (OPINION + REVIEW + SUBMISSION, SUBMISSION + OPINION + REVIEW, "kind: collective_submission", "routes[0].steps[0].kind", "first_step", "首个环节不得为collective_submission类", "a step of kind collective_submission cannot be the first"),
    "an opinion after the review":
        (OPINION + REVIEW, REVIEW + OPINION, "kind: opinion", "routes[0].steps[1].kind", "step_order", "review类环节之后不得为opinion类", "a step of kind opinion cannot follow one of kind review"),
    "taken in before it was handed in":
        (SUBMISSION + RECEPTION, RECEPTION + SUBMISSION, "kind: reception", "routes[0].steps[2].kind", "step_order", "review类环节之后不得为reception类", "a step of kind reception cannot follow one of kind review"),
    "forwarded after the answer":
        (FORWARDING + RESULT, RESULT + FORWARDING, "kind: forwarding", "routes[0].steps[5].kind", "step_order", "provincial_result类环节之后不得为forwarding类", "a step of kind forwarding cannot follow one of kind provincial_result"),
    "a route's form is not there":
        ("    form: annex_1", "    form: annex_9", "form: annex_9", "routes[0].form", "unknown_form", "forms中没有“annex_9”", 'forms has no "annex_9"'),
    "a form's code stands twice":
        ("\nroutes:\n", f"{ANOTHER_ANNEX_1}\nroutes:\n", "  - {code: annex_1", "forms[3].code", "repeated", "“annex_1”重复", '"annex_1" stands twice'),
    "a field's code stands twice":
        ("code: gender,", "code: name,", "code: name, number: 2", "forms[0].fields[1].code", "repeated", "“name”重复", '"name" stands twice'),
    "two fields with one number":
        ("number: 3,", "number: 2,", "number: 2, name: {zh: 出生", "forms[0].fields[2].number", "not_ascending", "序号应大于前一项的2", "must be above 2, the number before it"),
    "a field that nothing fills":
        ("code: gender,", "code: shoe_size,", "code: shoe_size", "forms[0].fields[1].code", "unknown_field", "没有可填入“shoe_size”的内容", 'there is no fact to fill "shoe_size" with'),
    "a field cites a clause that is not there":
        ("clauses: [R-22]}", "clauses: [R-98]}", "R-98", "forms[0].fields[22].clauses[0]", "unknown_clause", "clauses中没有“R-98”", 'clauses has no "R-98"'),
    "a check stands twice":
        ("check: introduced_talent", "check: cadre_attestation", "cadre_attestation, at: [submission], cl", "routes[0].checks[1].check", "repeated", "“cadre_attestation”重复", '"cadre_attestation" stands twice'),
    "passed at a stage at which nothing is checked":
        ("at: [submission, issue], unknown_passes", "at: [issue], unknown_passes", "at: [issue], unknown", "routes[0].checks[0].unknown_passes[0]", "not_checked_then", "at中没有submission", "at does not name submission"),
    "a fixed term of how many years":
        ("rule: management_period", "rule: fixed_years", "    validity:", "routes[0].validity", "years_alone", "fixed_years与years须同时出现", "fixed_years and years must come together"),
    "years of a term that is not fixed":
        ("rule: management_period", "rule: management_period\n      years: 5", "    validity:", "routes[0].validity", "years_alone", "fixed_years与years须同时出现", "fixed_years and years must come together"),
    "a route's catalogue is not there":
        ("    catalogue: zibo_talents", "    catalogue: yantai_talents", "catalogue: yantai", "routes[1].catalogue", "unknown_catalogue", "catalogues中没有“yantai_talents”", 'catalogues has no "yantai_talents"'),
    "a route without a step":
        (FRONT_END, "    steps: []\n", "    steps: []", "routes[1].steps", "no_steps", "至少须有一个环节", "needs at least one step"),
    "a card of the city that the province decides":
        (DECISION, RESULT.replace("省级结果", "省里答复"), "kind: provincial_result\n        name: {zh: 省里答复", "routes[1].steps[1].kind", "last_step", "elite的末环节应为decision类", "the last step on the way to elite is one of kind decision"),
    "another office than the issuer decides":
        (DECISION, DECISION.replace("function: hrss", "function: drc"), "      - code: decision", "routes[1].steps[1]", "not_the_issuer", "只有发卡机关（hrss）可以决定发卡", "the issuer alone decides, which is hrss of the city"),
    "nobody has nominated":
        ("        function: hrss\n        alternatives:", "        function: nominating_department\n        alternatives:", "function: nominating_department\n        alternatives", "routes[1].steps[0].function", "nobody_nominates", "只有配额制有推荐部门", "only the quota route has a nominating department"),
    "accepted at a step that is not there":
        ("        step: department_review\n", "        step: front_desk\n", "step: front_desk", "routes[0].case_life.acceptance.step", "unknown_step", "steps中没有“front_desk”", 'steps has no "front_desk"'),
    "accepted where nobody decides singly":
        ("        step: department_review\n", "        step: forwarding\n", "        step: forwarding", "routes[0].case_life.acceptance.step", "not_accepted_there", "forwarding类环节不作受理", "nothing is accepted at a step of kind forwarding"),
    "accepted at a step that some cases skip":
        ("        step: department_review\n", "        step: district_opinion\n", "        step: district_opinion", "routes[0].case_life.acceptance.step", "not_for_every_case", "市本级企业不经“district_opinion”环节", 'the city\'s own enterprises skip "district_opinion"'),
    "a ground of suspension stands twice":
        ("code: expert_review", "code: external_opinion", "code: external_opinion\n      name: {zh: 专家", "case_life.suspension[1].code", "repeated", "“external_opinion”重复", '"external_opinion" stands twice'),
    "the time of the case rests at a step that is not there":
        ("rests_at: [provincial_result]", "rests_at: [result]", "rests_at: [result]", "routes[0].deadline.rests_at[0]", "unknown_step", "steps中没有“result”", 'steps has no "result"'),
    "counted from an acceptance that there is not":
        (ACCEPTANCE, "", "begins_with: acceptance", "routes[0].deadline.begins_with", "nothing_accepted", "case_life中没有acceptance", "case_life does not say where cases are accepted"),
    "nobody in the city may extend the deadline of a step":
        ("extension: {most_days: 5, most_times: 1, granted_by: hrss}", "extension: {most_days: 5, most_times: 1, granted_by: alliance}", "granted_by: alliance", "routes[0].steps[0].deadline.extension.granted_by", "no_organ", "city没有机构履行alliance职能", "nobody in city exercises alliance"),
    "nobody in the city is told that the case is overdue":
        ("granted_by: hrss}\n      escalates_to: party_org", "granted_by: hrss}\n      escalates_to: alliance", "escalates_to: alliance", "routes[0].deadline.escalates_to", "no_organ", "city没有机构履行alliance职能", "nobody in city exercises alliance"),
    "a step of experts without a rule":
        ("        kind: panel\n", "        kind: review\n", "      - code: panel\n        kind: review", "routes[4].steps[3]", "panel_alone", "panel类环节须有panel，其他环节没有", "a step of kind panel has a panel, and no other"),
    "more experts than all":
        ("quorum: {at_least: 2, of: 3}", "quorum: {at_least: 4, of: 3}", "at_least: 4", "routes[4].steps[3].panel.quorum", "above_whole", "at_least大于of", "at_least is above of"),
    "a form where nobody applies":
        ("    list_types: [cluster_leader, four_chain]\n", "    form: annex_2\n    list_types: [cluster_leader, four_chain]\n", "form: annex_2\n    list_types", "routes[7].form", "no_case", "免申即享没有申报", "there is no case on the automatic route"),
    "a check of a form where nobody applies":
        ("{check: cadre_attestation, at: [issue],", "{check: introduced_talent, at: [issue],", "check: introduced_talent, at: [issue]", "routes[7].checks[0]", "no_case", "免申即享没有申报", "there is no case on the automatic route"),
    "a list that is not there":
        ("list_types: [cluster_leader, four_chain]", "list_types: [cluster_leader, five_chain]", "list_types: [cl", "routes[7].list_types[1]", "unknown_list_type", "list_types中没有“five_chain”", 'list_types has no "five_chain"'),
    "a term of a contract that nobody has":
        ("      rule: fixed_years\n      years: 5", "      rule: contract_period", "rule: contract_period\n      own_default: true\n      why:\n        zh: 通知未规定荣耀卡", "routes[7].validity.rule", "term_without_papers", "免申即享的有效期只能是fixed_years", "the automatic route knows no contract: its term is of fixed_years"),
    "a card that is not numbered":
        ("    card_type: honor", "    card_type: huicai", "    card_type: huicai\n    name: {zh: 免申即享", "routes[7].card_type", "not_numbered", "card_types中的“huicai”没有number", '"huicai" of card_types has no number'),
    "no pledge of truth":
        ("  R-22:\n", "  R-220:\n", "clauses:", "clauses", "needed_clause", "缺少办理决定所引用的R-22", "decisions cite R-22, which is not here"),
}  # fmt: skip
SHOWN_HERE = {code for _, _, _, _, code, _, _ in CONTRADICTIONS.values()}


@pytest.mark.parametrize(
    ("was", "becomes", "marks", "path", "code", "zh", "en"), CONTRADICTIONS.values(), ids=CONTRADICTIONS
)
def test_a_contradiction_is_refused_with_file_line_and_a_reason_in_both_languages(
    was, becomes, marks, path, code, zh, en
):
    assert was in TEXT
    assert code in FAULTS
    text = TEXT.replace(was, becomes, 1)

    refused = refusal_of(text)

    place = f"{FILE}:{line_of(marks, text)} {path}"
    assert f"{place}：{zh}" in refused.detail.zh.split("\n")
    assert f"{place}: {en}" in refused.detail.en.split("\n")


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(REVIEW + SUBMISSION + RECEPTION + FORWARDING + RESULT, id="no opinion"),
        pytest.param(
            STEPS.replace(REVIEW, REVIEW + REVIEW.replace("department_review", "second_review")),
            id="two reviews",
        ),
        pytest.param(
            STEPS.replace(RECEPTION, RECEPTION + REVIEW.replace("department_review", "hrss_review")),
            id="a review by HRSS before it forwards",
        ),
    ],
)
def test_a_city_may_have_other_steps_than_zibo(steps):
    pack = read_pack(TEXT.replace(STEPS, steps), FILE)

    assert pack.quota_route("huicai").steps[-1].kind == "provincial_result"


def test_every_area_that_lacks_an_organ_for_a_step_is_named():
    text = TEXT.replace(
        "level: district\n        function: nominating_department", f"level: district\n{BY_ALLIANCE}"
    )

    assert len(refusal_of(text).faults) == 11, "eight districts and three zones"
