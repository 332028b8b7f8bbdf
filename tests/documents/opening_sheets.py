"""Registers and ledgers that a test lays out cell by cell."""

from datetime import date
from typing import Any

from documents.opening_book_words import BookTerms
from documents.opening_books import OpeningBooksFile, read_opening_books
from domain.policy.ledgers import Ledger
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
    city_area="zibo-shibenji",
    categories={
        Ledger.PUBLIC_SERVICE: {"子女入学": "schooling", "住房": "housing"},
        Ledger.MARKET_SERVICE: {"融资": "financing"},
        Ledger.OPINION: {"服务流程": "service_process"},
    },
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

_COMMON = {
    "序号": 1,
    "需求编号": "2024-12",
    "区县（功能区）": "张店区",
    "企业名称": "示例第1化工有限公司",
    "统一社会信用代码": credit_code_of(1),
    "人才姓名": "示例甲",
    "卡种/卡号": "惠才卡/SDHC2023001",
    "联系电话": "15400000001",
    "提出时间": "2025-03-03",
    "提出渠道": "走访",
}
DEMANDS = {
    Ledger.PUBLIC_SERVICE: _COMMON
    | {
        "服务事项类别": "子女入学",
        "需求具体内容": "请协调子女入学",
        "涉及对象": "子女",
        "政策依据": "鲁人社规〔2022〕3号",
        "牵头责任单位": "市教育局",
        "办结时限": "2025-04-10",
        "办理状态": "办理中",
        "备注": "",
    },
    Ledger.MARKET_SERVICE: _COMMON
    | {
        "服务类别": "融资",
        "需求具体内容": "需流动资金贷款",
        "预算或期望条件": "利率不高于4%",
        "计划完成时间": "2025-05-01",
        "牵头责任单位": "市地方金融监管局",
        "办结时限": "2025-05-10",
        "办理状态": "办理中",
        "备注": "",
    },
    Ledger.OPINION: _COMMON
    | {
        "意见类别": "服务流程",
        "意见建议内容": "建议一次告知",
        "涉及政策/文号": "鲁人社规〔2022〕3号",
        "承办单位": "市人社局",
        "答复时限": "2025-04-10",
        "办理状态": "办理中",
        "备注": "",
    },
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


def read_demands(
    *rows: dict[str, Any], ledger: Ledger = Ledger.PUBLIC_SERVICE, **more: Any
) -> OpeningBooksFile:
    usual = DEMANDS[ledger]
    return read(xlsx([[*usual], *([*(usual | row).values()] for row in rows)], **more))


def the_demand(ledger: Ledger = Ledger.PUBLIC_SERVICE, **stated: Any):
    """The one open demand of a ledger whose row says this."""
    file = read_demands(stated, ledger=ledger)
    assert file.errors == ()
    (one,) = file.demands[ledger]
    return one
