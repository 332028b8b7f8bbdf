"""The policies of sixteen cities: Zibo's own pack, and fifteen that say the same of areas of their own."""

import re
from pathlib import Path
from typing import NamedTuple

from domain.policy.loading import SHIPPED_PACKS, read_pack
from domain.policy.pack import PolicyPack

TEXT = (SHIPPED_PACKS / "zibo-2023.yaml").read_text(encoding="utf-8")
OF_ZIBO = r"\b(zibo|zichuan|zhangdian|boshan|linzi|zhoucun|huantai|gaoqing|yiyuan|wenchanghu)\b"
# The areas of a city that have every office, the busiest first: most work is done in a few big districts.
AREAS = (
    "zhangdian",
    "linzi",
    "zibo-gaoxin",
    "zichuan",
    "huantai",
    "boshan",
    "zhoucun",
    "zibo-jingkai",
    "yiyuan",
    "gaoqing",
)
AREA_SHARES = (30, 18, 13, 10, 8, 6, 5, 4, 3, 3)


class City(NamedTuple):
    """A city as its pack names it, and how much of the province's work it has."""

    code: str
    prefix: str  # of the codes of its areas
    name: str
    letters: str  # of its card numbers
    share: int

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(f"{self.prefix}{area}" for area in AREAS)


CITIES = (
    City("370300", "", "淄博", "ZB", 7),
    City("370100", "jinan-", "济南", "JN", 16),
    City("370200", "qingdao-", "青岛", "QD", 17),
    City("370400", "zaozhuang-", "枣庄", "ZZ", 3),
    City("370500", "dongying-", "东营", "DY", 4),
    City("370600", "yantai-", "烟台", "YT", 10),
    City("370700", "weifang-", "潍坊", "WF", 9),
    City("370800", "jining-", "济宁", "JI", 6),
    City("370900", "taian-", "泰安", "TA", 4),
    City("371000", "weihai-", "威海", "WH", 5),
    City("371100", "rizhao-", "日照", "RZ", 3),
    City("371300", "linyi-", "临沂", "LY", 6),
    City("371400", "dezhou-", "德州", "DZ", 3),
    City("371500", "liaocheng-", "聊城", "LC", 3),
    City("371600", "binzhou-", "滨州", "BZ", 2),
    City("371700", "heze-", "菏泽", "HZ", 2),
)


def text_of(city: City) -> str:
    """Zibo's pack with the city's codes; the words stay Zibo's."""
    text = re.sub(OF_ZIBO, rf"{city.prefix}\1", TEXT)
    numbers = text.replace("prefix: ZBJY", f"prefix: {city.letters}JY").replace(
        "prefix: ZBRY", f"prefix: {city.letters}RY"
    )
    return numbers.replace('"3703', f'"{city.code[:4]}')


def other_packs() -> list[PolicyPack]:
    """Those of the cities that have none as shipped."""
    return [read_pack(text_of(city), f"{city.prefix}2023.yaml") for city in CITIES[1:]]


def write_packs(folder: Path) -> Path:
    """Where a service reads them from."""
    folder.mkdir(parents=True, exist_ok=True)
    for city in CITIES[1:]:
        (folder / f"{city.prefix}2023.yaml").write_text(text_of(city), encoding="utf-8")
    return folder
