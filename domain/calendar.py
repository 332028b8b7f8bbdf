"""Days as the office counts them: its time zone, and working days with their exchanges (调休)."""

from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def working_days_between(earlier: date, later: date) -> int:
    """How many working days lie after `earlier`, up to and with `later`; 0 if it is not later."""
    if later <= earlier:
        return 0
    calendar = _china()
    return calendar.get_working_days_count(earlier, later) - int(calendar.is_working_day(earlier))


@cache
def _china() -> HolidayBase:
    return country_holidays("CN")
