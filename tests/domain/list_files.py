"""Files of enterprise lists as departments hand them in, and what came of them."""

from datetime import date

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList, ListMode, RowOutcome
from domain.base import Authority
from domain.errors import Refusal
from domain.principals import PrincipalRole
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise, ListedPrincipal
from tests.domain.books_of_zibo import CITY, code_of, imported
from tests.domain.officers import DRC
from tests.in_memory import Books

NUMBER = "淄发改〔2024〕3号"
SHA256 = "a" * 64
MARCH, MAY, JUNE = date(2024, 3, 15), date(2024, 5, 20), date(2024, 6, 3)


def row(name: str, number: int = 2, **stated: object) -> ListedEnterprise:
    usual = {"row": number, "name": name, "uscc": code_of(name), "area": "张店区"}
    return ListedEnterprise(**usual | stated)


def chairman(name: str = "赵大江", **stated: object) -> ListedPrincipal:
    return ListedPrincipal(**{"name": name, "role": PrincipalRole.CHAIRMAN} | stated)


def of(*rows: ListedEnterprise, mode: ListMode = ListMode.FULL, **stated: object) -> ImportEnterpriseList:
    usual = {
        "city": CITY,
        "list_type": "cluster_leader",
        "mode": mode,
        "document_number": NUMBER,
        "file_sha256": SHA256,
        "rows": rows,
    }
    return ImportEnterpriseList(**usual | stated)


def later(*rows: ListedEnterprise, mode: ListMode = ListMode.FULL, **stated: object) -> ImportEnterpriseList:
    """The next file of the same list."""
    return of(*rows, mode=mode, **{"document_number": "淄发改〔2024〕9号", "file_sha256": "b" * 64} | stated)


def faults(refusal: Refusal) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.errors]


def outcomes(books: Books, command: ImportEnterpriseList, by: Authority = DRC) -> dict[str, RowOutcome]:
    rows = imported(books.send(command, by)).rows
    return {books.load(Enterprise, one.enterprise_id).name: one.outcome for one in rows}


def the_list(books: Books) -> EnterpriseList:
    return books.load(EnterpriseList, EnterpriseList.id_of(CITY, "cluster_leader"))


def enterprise(books: Books, name: str) -> Enterprise:
    (found,) = (
        one for one in books.all_of(Enterprise) if name in {dated.fact for dated in one.names.in_order}
    )
    return found


def on(day: date, authority: Authority = DRC, **more: object) -> Authority:
    """The authority with effect from a day on, recorded on that day."""
    at = authority.at.replace(year=day.year, month=day.month, day=day.day)
    return authority.model_copy(update={"effective_on": day, "at": at} | more)
