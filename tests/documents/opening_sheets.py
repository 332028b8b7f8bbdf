"""Registers and ledgers that a test lays out cell by cell."""

from datetime import date
from typing import Any

from documents.opening_book_words import BookTerms
from documents.opening_books import OpeningBooksFile, read_opening_books
from tests.documents.sheets import AREAS, xlsx
from tests.domain.made_up import credit_code_of, identity_number_of

TERMS = BookTerms(
    areas=AREAS,
    card_types={
        "huicai": "huicai",
        "山东惠才卡": "huicai",
        "淄博精英卡": "elite",
        "淄博优秀企业家荣耀卡": "honor",
    },
    list_types={"“十强”产业集群领军企业": "cluster_leader", "十强": "cluster_leader", "四链": "four_chain"},
    on=date(2025, 3, 31),
)
CARD = {
    "序号": 1,
    "卡号": "SDHC2023001",
    "卡种": "惠才卡",
    "发放方式": "配额",
    "层次": "B",
    "姓名": "示例甲",
    "证件类型及号码": f"居民身份证 {identity_number_of(1)}",
    "单位": "示例第1化工有限公司",
    "统一社会信用代码": credit_code_of(1),
    "企业类型": "十强",
    "所属区域": "张店区",
    "推荐部门": "市发展改革委",
    "配额年度": "2024",
    "批准文件": "鲁人社函〔2024〕5号/2024-04-28",
    "发卡日期": "2024-05-06",
    "有效期起": "2024-05-06",
    "有效期止": "2029-05-05",
    "当前状态": "正常",
}
PLACE = {
    "年度": "2024",
    "部门": "市发展改革委",
    "企业": "示例第1化工有限公司",
    "统一社会信用代码": credit_code_of(1),
    "区县": "张店区",
    "推荐日期": "2024-02-05",
    "申报人": "示例甲",
    "状态": "占用",
}


def read(content: bytes, filename: str = "books.xlsx") -> OpeningBooksFile:
    return read_opening_books(content, filename, TERMS)


def read_cards(*rows: dict[str, Any], **more: Any) -> OpeningBooksFile:
    return read(xlsx([[*CARD], *([*(CARD | row).values()] for row in rows)], **more))


def read_places(*rows: dict[str, Any], **more: Any) -> OpeningBooksFile:
    return read(xlsx([[*PLACE], *([*(PLACE | row).values()] for row in rows)], **more))


def the_card(**stated: Any):
    """The one card of a register whose row says this."""
    file = read_cards(stated)
    assert file.errors == ()
    (one,) = file.cards
    return one


def the_place(**stated: Any):
    file = read_places(stated)
    assert file.errors == ()
    (one,) = file.places
    return one
