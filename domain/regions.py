"""Administrative regions of China, past and present (行政区划代码, GB/T 2260).

The table is the one that python-stdnum ships. It is consulted only for warnings: it has no development
zones, and a number keeps the region of its day although the region may be renamed or dissolved.
"""

from functools import cache
from typing import Any

from stdnum import numdb


@cache
def region_known(code: str) -> bool:
    """Whether the six digits are, or ever were, a province, a city or a county."""
    return any("county" in properties for _, properties in _regions().info(code))


def _regions() -> Any:
    return numdb.get("cn/loc")
