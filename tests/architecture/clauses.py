"""Where every clause of the notices is kept: in the packs, in the code, and by which tests; or why it is on record alone.

The places are found in the program; the tests, and the reasons for what is not automated, are said here.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from domain.policy.contradiction import parts
from domain.policy.faults import FieldPath
from domain.policy.ground import Citing
from domain.policy.loading import shipped_packs
from domain.policy.pack import Pack
from domain.text import Text
from tests.architecture.tree import ROOT, relative, sources

PACKS = shipped_packs()


@dataclass(frozen=True, slots=True)
class Kept:
    """The tests that fail if the clause is not kept: file below `tests/`, and the names of tests in it."""

    by: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A clause that is quoted and followed by no feature, and why."""

    why: Text


WALKED = "api/test_every_route.py"
ROUTES = "domain/test_open_routes.py"
HONOR = "domain/test_granting_automatically.py"
OFFICES = Text(
    "规定各部门如何协作，不产生可办理的事项", "It says how offices work together, and gives nothing to decide"
)

CLAUSES: dict[str, Kept | OnRecord] = {
    "R-01": Kept(
        {
            "domain/test_applying_for_cards.py": ("test_a_party_managed_cadre_is_refused",),
            ROUTES: ("test_a_person_of_whom_it_is_unknown_whether_a_cadre_gets_no_card",),
        }
    ),
    "R-02": Kept(
        {
            WALKED: ("test_an_open_route_leads_to_a_card",),
            ROUTES: ("test_who_is_of_no_class_of_the_catalogue_is_not_submitted",),
        }
    ),
    "R-03": Kept({ROUTES: ("test_any_of_the_offices_that_the_step_names_may_act_there",)}),
    "R-04": Kept({HONOR: ("test_heads_of_both_lists_do", "test_a_technical_head_does_not_by_the_role")}),
    "R-05": Kept(
        {
            WALKED: ("test_an_open_route_leads_to_a_card",),
            ROUTES: (
                "test_an_enterprise_on_no_list_is_refused",
                "test_who_is_not_known_to_be_a_head_is_refused",
            ),
        }
    ),
    "R-06": Kept(
        {
            WALKED: ("test_an_open_route_leads_to_a_card",),
            "api/test_panels.py": (
                "test_its_conclusion_takes_the_case_on_and_is_in_its_timeline",
                "test_what_did_not_pass_cannot_be_written_down_as_approved",
            ),
        }
    ),
    "R-07": Kept({HONOR: ("test_the_citys_industry_bureau_alone_issues_it",)}),
    "R-08": Kept({"domain/test_managing_quotas.py": ("test_a_department_nominates_from_its_own_list",)}),
    "R-09": Kept({HONOR: ("test_a_card_is_granted_issued_and_held_in_one_transaction",)}),
    "R-10": Kept(
        {"domain/test_quota.py": ("test_a_city_without_a_free_place_is_refused_naming_its_last_place",)}
    ),
    "R-11": Kept(
        {"domain/test_managing_quotas.py": ("test_of_ten_enterprises_a_department_nominates_five",)}
    ),
    "R-12": Kept(
        {
            "domain/test_managing_nominations.py": (
                "test_a_second_person_is_refused_with_clause_and_blocking_place",
            ),
            "domain/test_applying_for_cards.py": (
                "test_somebody_who_is_yet_to_come_is_no_introduced_talent",
            ),
        }
    ),
    "R-13": Kept(
        {
            "domain/test_policy_packs.py": (
                "test_annex_1_has_the_twenty_seven_fields_of_the_paper",
                "test_a_field_cites_the_clause_that_is_about_it",
            )
        }
    ),
    "R-14": Kept({WALKED: ("test_the_quota_route_leads_to_a_card",)}),
    "R-15": Kept({"domain/test_managing_quotas.py": ("test_the_filing_of_the_method_cites_its_clause",)}),
    "R-16": Kept(
        {
            ROUTES: (
                "test_who_was_to_have_come_already_is_not_introduced_at_the_front_end",
                "test_a_card_for_who_is_still_to_come_is_not_issued_with_a_term",
            )
        }
    ),
    "R-17": Kept(
        {
            WALKED: (
                "test_an_open_route_leads_to_a_card",
                "test_the_city_s_issuer_numbers_and_issues_the_card_as_its_route_has_it_alone",
            ),
            ROUTES: ("test_any_of_the_offices_that_the_step_names_may_act_there",),
        }
    ),
    "R-18": Kept(
        {
            WALKED: ("test_an_open_route_leads_to_a_card",),
            ROUTES: ("test_who_is_of_no_class_of_the_catalogue_is_not_submitted",),
        }
    ),
    "R-19": OnRecord(
        Text(
            "补贴由省财政按规定给予，须核对第三方合同和3年内入选情况，不在发卡办理之内",
            "The subsidy is paid by the province on contracts and on selections within three years, outside the cards",
        )
    ),
    "R-20": Kept(
        {
            "domain/ledger_books/test_book_invariants.py": (
                "test_any_lawful_history_balances_in_every_cell_and_quarter",
            ),
            "domain/ledger_books/test_worked_quarter.py": ("test_the_report_has_the_same_figures",),
            "domain/test_reporting_quarters.py": ("test_its_rows_are_what_the_areas_have_handed_in",),
            "domain/test_ledgers.py": ("test_the_three_ledgers_stand_on_their_clause_with_a_prefix_each",),
            "domain/test_handling_demands.py": ("test_what_is_settled_says_what_the_report_will",),
        }
    ),
    "R-21": OnRecord(OFFICES),
    "R-22": Kept(
        {
            "domain/test_policy_packs.py": ("test_a_field_cites_the_clause_that_is_about_it",),
            ROUTES: ("test_gaps_are_all_told_at_once",),
        }
    ),
    "R-23": Kept({"domain/test_managing_quotas.py": ("test_a_department_nominates_from_its_own_list",)}),
    "R-24": Kept(
        {
            "domain/test_policy_packs.py": ("test_annex_1_is_printed_double_sided_in_one_copy_under_r_24",),
            "documents/test_registration_forms.py": ("test_a_form_has_two_sides_of_a4",),
        }
    ),
    "R-25": Kept(
        {
            ROUTES: ("test_a_class_that_the_catalogue_does_not_have_is_refused",),
            WALKED: ("test_the_card_register_says_class_and_ground_by_the_catalogue_and_masks_the_ground",),
        }
    ),
    "R-26": Kept({"domain/test_card_lives.py": ("test_the_honor_card_opens_eight_kinds_of_services",)}),
    "R-27": OnRecord(OFFICES),
    "R-28": OnRecord(
        Text(
            "鲁委人组办发〔2021〕7号的落实情况由各责任单位另行报送，该文件未入政策包",
            "Progress on notice 7 of 2021 is reported by its own units; that notice is in no pack",
        )
    ),
}
EVERY = tuple(f"R-{number:02}" for number in range(1, 29))


def places_in_packs(clause: str) -> list[str]:
    """Every rule of the shipped packs that cites the clause, as one would name it."""
    found: dict[str, None] = {}
    for pack in PACKS:
        for path, part in parts(pack):
            if isinstance(part, Citing) and clause in part.clauses and not _is_excluded(path):
                found[f"{pack.version} {_named(path, pack)}"] = None
    return list(found)


def places_in_code(clause: str) -> list[str]:
    """Every module of the domain that names the clause."""
    cited = re.compile(rf"\b{clause}\b")
    return [relative(path) for path in sources("domain") if cited.search(path.read_text(encoding="utf-8"))]


def is_quoted(clause: str) -> bool:
    """Whether a pack has the words of the notice."""
    return any(clause in pack.clauses for pack in PACKS)


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def links(kept: Kept) -> Iterator[str]:
    """The tests, linked from a page in `docs/`."""
    for path, names in kept.by.items():
        yield from (f"[{name}](../tests/{path})" for name in names)


def _is_excluded(path: FieldPath) -> bool:
    """Organs stand in many lines each; who has which function is no rule of a clause."""
    return "organizations" in path or path[:1] == ("areas",)


def _named(path: FieldPath, pack: Pack) -> str:
    """`routes front_end, steps review`: with the codes of the parts instead of their numbers."""
    named: list[str] = []
    part: object = pack
    for step in path:
        part = part[step] if isinstance(part, tuple | dict) else getattr(part, str(step))  # type: ignore[index]
        name = next(
            (str(getattr(part, one)) for one in ("code", "check", "kind") if hasattr(part, one)), step
        )
        if isinstance(step, int):
            named[-1] = f"{named[-1]} {name}"
        else:
            named.append(str(step))
    return ", ".join(named) or "everything"


def row(clause: str) -> tuple[str, ...]:
    """What a clause says and where, where it is kept, and which tests would fail; or why it is on record alone."""
    quoting = next((pack for pack in reversed(PACKS) if clause in pack.known_clauses), None)
    said = quoting.known_clauses[clause].rule if quoting else NOT_QUOTED
    written = quoting.citation(clause) if quoting else Text("—", "—")
    head = (clause, f"{said.zh}<br>{said.en}", f"{written.zh}<br>{written.en}")
    kept = CLAUSES[clause]
    if isinstance(kept, OnRecord):
        return *head, f"仅作记录：{kept.why.zh}<br>on record alone: {kept.why.en}", "—"
    places = [*places_in_packs(clause), *(f"[{path}](../{path})" for path in places_in_code(clause))]
    return *head, "<br>".join(places), "<br>".join(links(kept))


NOT_QUOTED = Text("政策包未引用", "quoted in no pack")
