"""The shipped packs of Shandong and Zibo, and other packs made from their texts."""

import re

import pytest
import yaml

from domain.policy.faults import InvalidPack
from domain.policy.loading import SHIPPED_PACKS, read_pack, read_provincial_pack
from domain.policy.pack import PolicyPack
from domain.policy.province import ProvincialPack

FILE = "zibo-2023.yaml"
TEXT = (SHIPPED_PACKS / FILE).read_text(encoding="utf-8")
ZIBO = read_pack(TEXT, FILE)
PROVINCIAL_FILE = "shandong-2022.yaml"
PROVINCIAL_TEXT = (SHIPPED_PACKS / PROVINCIAL_FILE).read_text(encoding="utf-8")
SHANDONG = read_provincial_pack(PROVINCIAL_TEXT, PROVINCIAL_FILE)

OF_ZIBO = r"\b(zibo|zichuan|zhangdian|boshan|linzi|zhoucun|huantai|gaoqing|yiyuan|wenchanghu)\b"


def edition(number: int = 1, *, effective_from: str = "2023-12-15", effective_to: str = "null") -> PolicyPack:
    """Another edition of the pack, otherwise saying the same."""
    text = (
        TEXT.replace("version: zibo-2023/1", f"version: zibo-2023/{number}")
        .replace("effective_from: 2023-12-15", f"effective_from: {effective_from}")
        .replace("effective_to: null", f"effective_to: {effective_to}")
    )
    return read_pack(text, FILE)


def without_route(code: str, *, from_day: str) -> PolicyPack:
    """The next policy of Zibo, which has another route in the place of this one."""
    text = edition(2, effective_from=from_day).content
    return read_pack(text.replace(f"  - code: {code}\n", f"  - code: {code}_anew\n"), FILE)


def without_card_type(code: str, *, from_day: str) -> PolicyPack:
    """The next policy of Zibo, which issues no cards of this type any more."""
    said = yaml.safe_load(edition(2, effective_from=from_day).content)
    said["card_types"] = [one for one in said["card_types"] if one["code"] != code]
    for part in ("routes", "card_lives"):
        said[part] = [one for one in said[part] if one["card_type"] != code]
    routes = {route["code"] for route in said["routes"]}
    for service in said["services"]:
        service["card_types"] = [one for one in service["card_types"] if one != code]
        service["withheld_from"] = [route for route in service.get("withheld_from", ()) if route in routes]
    return read_pack(yaml.safe_dump(said, allow_unicode=True), FILE)


def reorganised(*, from_day: str, until: str) -> PolicyPack:
    """The next policy of Zibo, under which another organization has the DRC's functions."""
    named = "      - {code: zibo-drc, functions: [drc], name: {zh: 淄博市发展和改革委员会,"
    text = edition(2, effective_from=from_day).content
    assert named in text
    ended = named.replace("[drc],", f"[drc], valid_to: {until},")
    line = text[text.index(named) :].partition("\n")[0]
    begun = named.replace("zibo-drc,", "zibo-drc-anew,").replace("[drc],", f"[drc], valid_from: {from_day},")
    both = line.replace(named, ended) + "\n" + line.replace(named, begun.replace("改革委员会", "改革局"))
    return read_pack(text.replace(line, both), FILE)


def provincial_edition(number: int, was: str = "", becomes: str = "") -> ProvincialPack:
    """Another edition of the province's pack, which says one thing otherwise."""
    assert was in PROVINCIAL_TEXT
    text = PROVINCIAL_TEXT.replace("version: shandong-2022/1", f"version: shandong-2022/{number}")
    return read_provincial_pack(text.replace(was, becomes, 1), PROVINCIAL_FILE)


def pack_of_jinan(text: str = TEXT) -> PolicyPack:
    """A pack of another city, with areas of its own."""
    return read_pack(of_jinan(re.sub(OF_ZIBO, r"jinan-\1", text)), "jinan.yaml")


def of_jinan(text: str) -> str:
    """The text with the codes of Jinan's region."""
    return text.replace('"3703', '"3701')


def line_of(words: str, text: str) -> int:
    """The number of the first line that has these words."""
    return text.count("\n", 0, text.index(words)) + 1


def refusal_of(text: str, *provinces: ProvincialPack) -> InvalidPack:
    """Why a text is refused as the pack of a city, under these provinces' or one that comes along."""
    with pytest.raises(InvalidPack) as refused:
        read_pack(text, FILE, provinces or None)
    return refused.value
