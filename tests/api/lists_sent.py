"""Small lists as departments send them over HTTP."""

from typing import Any

from tests.api.conftest import CITY, ZHANGDIAN
from tests.domain.made_up import credit_code_of

HEAD = "企业名称,统一社会信用代码,区县,主要负责人,联系电话\n"


def row(number: int, name: str, **stated: Any) -> dict[str, Any]:
    return {"row": number, "name": name, "uscc": credit_code_of(number), "area": ZHANGDIAN} | stated


def csv(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines)).encode()


def fields(**stated: str) -> dict[str, str]:
    return {
        "city": CITY,
        "list_type": "cluster_leader",
        "mode": "full",
        "document_number": "示例〔2026〕1号",
    } | stated
