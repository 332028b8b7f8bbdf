"""Days and months as a Chinese office writes them (年月日)."""

from datetime import date


def day_in_words(day: date) -> str:
    """2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def month_or_day_in_words(kept: str) -> str:
    """2020年7月 for 2020-07, and 2020年7月1日 for 2020-07-01."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(kept.split("-"), "年月日", strict=False))
