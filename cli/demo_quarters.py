"""The quarters of the demo (季报): ledgers entered, entry closed, every area's report, the city's, and its way to the province.

four times    ledgers of the quarter ─> entry closed ─> areas: compiled, signed off by another, submitted ─> acknowledged
                                                  ─> the city: the same, and up to the province
the last one  returned by the province ─> an area enters what it had forgotten ─> two revisions (更正报) ─> acknowledged
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from cli.demo_demands import AT_ONCE, Books, books_of, enter, take_over_books
from cli.demo_ledger_files import area_name, rows_of
from cli.demo_people import Player
from cli.demo_province import PROVINCE, Above, awaited_status
from cli.demo_results import LAST, write_provincial_report
from cli.demo_telling import chapter, done, say, show_quarter, step_by_step, tell
from cli.development import CITY, CITY_AREA

QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")
SUPPLEMENT = f"demands-{LAST}-supplement.xlsx"
SILENT_AREA, SILENT_IN = "wenchanghu", "2026Q1"
RETURNED_AREA = "zichuan"
IN_BRIEF = frozenset(("zichuan", "zibo-gaoxin"))  # whose ledgers are enough to see how everything goes
BEHIND_S = 60
COMPILER, SIGNER, TAKER = "demo-compiler", "demo-signer", "demo-taker"  # three persons, as has to be
STATEMENT = "示例：本季度三个台账运行平稳，个别事项需上级协调，详见附1。"

STATEMENT_ABOVE = "示例：本季度仅淄博市报送，其余各市未报。"


def were_played(window: Player) -> bool:
    """Whether an earlier play has closed the last quarter."""
    return bool(window.gets("/v1/reports", quarter=LAST)["items"])


def play_quarters(people: dict[str, Player], above: Callable[[], Above] | None, *, brief: bool) -> None:
    """From day one to the last quarter; without somebody above until the city has submitted."""
    books = books_of(people["drc"], IN_BRIEF if brief else None)
    take_over_books(people, books)
    upper = None
    for quarter in QUARTERS:
        chapter(f"{quarter}台账和季报 · ledgers and reports of {quarter}")
        sent = enter(books, f"demands-{quarter}.xlsx")
        say(f"{sent} entries of the areas, each with the day on which it was so")
        if above is not None and upper is None:
            upper = above()  # before anything is sent there
        _report(books, quarter)
    if upper is not None:
        _goes_up(books, upper)


def _report(books: Books, quarter: str) -> None:
    """The reports of a quarter, the areas' first."""
    window = books.window(CITY_AREA)
    if quarter == QUARTERS[0]:
        tell("a quarter that is not over", window.posts("/v1/reports", unit=CITY, quarter="2099Q1"))
    closed = window.posts("/v1/reports", unit=CITY, quarter=quarter)
    done(closed)
    known = {"min_position": closed.headers["Huicai-Position"]}
    listed = window.gets("/v1/reports", quarter=quarter, level="area", **known)["items"]
    has_come = (one["unit"] for one in listed if (one["unit"], quarter) != (SILENT_AREA, SILENT_IN))
    areas = [area for area in has_come if books.has(area)]
    _hand_in_all(books, areas, quarter)
    if quarter == LAST:
        _return_one(books, quarter)
    _acknowledge(books, areas, quarter)
    shown = _hand_in(books, CITY, quarter, **_chosen(window, quarter))
    show_quarter(shown["content"], area_name)
    if quarter == SILENT_IN:
        _comes_too_late(books, quarter)


def _comes_too_late(books: Books, quarter: str) -> None:
    """An area reports when the city has signed without it (未报)."""
    _compile(books.window(SILENT_AREA, COMPILER), SILENT_AREA, quarter)
    late = books.window(SILENT_AREA, SIGNER).posts(f"/v1/reports/{SILENT_AREA}/{quarter}/sign-off")
    tell(f"{area_name(SILENT_AREA)} comes when the city has signed without it", late)
    say("what it has entered is counted in the next quarter, as 补录")


def _hand_in_all(books: Books, areas: Sequence[str], quarter: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as offices:
        reports = offices.map(lambda area: _hand_in(books, area, quarter), areas)
        standings = [one["content"]["is_zero"] for one in step_by_step([*reports], "reports")]
    say(f"{len(areas)} areas have reported, {sum(standings)} of them a zero report (零报告)")


def _hand_in(books: Books, unit: str, quarter: str, **stated: Any) -> dict[str, Any]:
    """Compiled by one officer, signed off by another, and submitted; what it says."""
    compiler, signer = (books.window(_area_of(unit), name) for name in (COMPILER, SIGNER))
    _compile(compiler, unit, quarter, **stated)
    for step in ("sign-off", "submission"):
        shown: dict[str, Any] = done(signer.posts(f"/v1/reports/{unit}/{quarter}/{step}"))
    return shown


def _compile(officer: Player, unit: str, quarter: str, **stated: Any) -> None:
    """As soon as the books have come to the cut-off."""
    deadline = time.monotonic() + BEHIND_S
    while (answer := officer.posts(f"/v1/reports/{unit}/{quarter}/compilation", **stated)).is_error:
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    done(answer)


def _area_of(unit: str) -> str:
    return CITY_AREA if unit == CITY else unit


def _return_one(books: Books, quarter: str) -> None:
    """The city gives an area's report back, which comes with a revision."""
    report = f"/v1/reports/{RETURNED_AREA}/{quarter}"
    why = {"reason": "示例：请核对办结件数"}
    done(books.window(CITY_AREA, TAKER).posts(f"{report}/return", **why))
    done(books.window(RETURNED_AREA, COMPILER).posts(f"{report}/correction", **why))
    _hand_in(books, RETURNED_AREA, quarter)
    say(f"{area_name(RETURNED_AREA)}: returned by the city, and reported anew with another revision")


def _acknowledge(books: Books, areas: Sequence[str], quarter: str) -> None:
    taker = books.window(CITY_AREA, TAKER)
    for area in areas:
        done(taker.posts(f"/v1/reports/{area}/{quarter}/acknowledgement"))


def _chosen(window: Player, quarter: str) -> dict[str, Any]:
    """What the city's compiler chooses: items for which it needs the province, and some that went well."""
    above = window.gets("/v1/demand-items", status="escalated", limit=3)["items"]
    well = window.gets("/v1/demand-items", status="struck_off", closed_in=quarter, limit=3)["items"]
    return {
        "key_issues": [{"number": one["number"], "proposed_level": "province"} for one in above],
        "exemplary_items": [one["number"] for one in well],
        "statement": STATEMENT,
    }


def _goes_up(books: Books, above: Above) -> None:
    """All four have gone up; the last is returned, corrected, and acknowledged."""
    chapter("上报省级 · up to the province, an instance of its own")
    window = books.window(CITY_AREA)
    for quarter in QUARTERS[:-1]:
        above.decides(above.receives(quarter, 1), "acknowledgement")
    address = above.receives(LAST, 1)
    say(f"four signed reports have come to {above.window.url}, {above.how}; three are acknowledged")
    above.decides(address, "return", reason="示例：高新区漏报办结事项，请核实后更正")
    above.answers()
    awaited_status(window, CITY, LAST, "returned")
    say("the last one comes back: 高新区漏报办结事项，请核实后更正")
    _correct(books, above)
    _adds_up(above)
    write_provincial_report(above.window)


def _correct(books: Books, above: Above) -> None:
    """The area enters what it has forgotten and revises its report, and so does the city."""
    why = {"reason": "示例：补录漏报的办结事项"}
    entries = enter(books, SUPPLEMENT)
    areas = sorted({row.area for row in rows_of(SUPPLEMENT)})
    for unit in (*areas, CITY):
        done(books.window(_area_of(unit), COMPILER).posts(f"/v1/reports/{unit}/{LAST}/correction", **why))
        if unit == CITY:
            shown = _hand_in(books, unit, LAST, **_chosen(books.window(CITY_AREA), LAST))
        else:
            _hand_in(books, unit, LAST)
            _acknowledge(books, [unit], LAST)
    say(f"{SUPPLEMENT}: {entries} entries of {'、'.join(map(area_name, areas))}, and two revisions (更正报)")
    show_quarter(shown["content"], area_name)
    above.decides(above.receives(LAST, 2), "acknowledgement")
    above.answers()
    awaited_status(books.window(CITY_AREA), CITY, LAST, "acknowledged")
    say("[green]✓[/green] acknowledged by the province, and known to the city")


def _adds_up(above: Above) -> None:
    """The province's own reports, over sixteen cities of which one has reported; nobody is above it."""
    compiler, signer = above.officer(COMPILER), above.officer(SIGNER)
    for quarter in QUARTERS:
        done(compiler.posts("/v1/reports", unit=PROVINCE, quarter=quarter))
        _compile(compiler, PROVINCE, quarter, statement=STATEMENT_ABOVE)
        shown = done(signer.posts(f"/v1/reports/{PROVINCE}/{quarter}/sign-off"))
    content = shown["content"]
    reported, total = content["children_reported"], content["total"]
    say(
        f"[green]✓[/green] the province reports for {reported} of {len(content['rows'])} cities: 新增 {total['registered']}"
    )
