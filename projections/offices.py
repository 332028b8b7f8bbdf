"""How an office stands in one column of a row: a function in an area."""

BETWEEN = "@"


def office_named(function: str, area: str) -> str:
    """The office as a column names it: `hrss@zhangdian`."""
    return f"{function}{BETWEEN}{area}"
