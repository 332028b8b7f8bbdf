"""The shipped pack of Zibo, and other packs made from its text."""

import re

from domain.policy.loading import SHIPPED_PACKS, read_pack
from domain.policy.pack import PolicyPack

FILE = "zibo-2023.yaml"
TEXT = (SHIPPED_PACKS / FILE).read_text(encoding="utf-8")
ZIBO = read_pack(TEXT, FILE)

OF_ZIBO = r"\b(zibo|zichuan|zhangdian|boshan|linzi|zhoucun|huantai|gaoqing|yiyuan|wenchanghu)\b"


def edition(number: int = 1, *, effective_from: str = "2023-12-15", effective_to: str = "null") -> PolicyPack:
    """Another edition of the pack, otherwise saying the same."""
    text = (
        TEXT.replace("version: zibo-2023/1", f"version: zibo-2023/{number}")
        .replace("effective_from: 2023-12-15", f"effective_from: {effective_from}")
        .replace("effective_to: null", f"effective_to: {effective_to}")
    )
    return read_pack(text, FILE)


def pack_of_jinan(text: str = TEXT) -> PolicyPack:
    """A pack of another city, with areas of its own."""
    return read_pack(of_jinan(re.sub(OF_ZIBO, r"jinan-\1", text)), "jinan.yaml")


def of_jinan(text: str) -> str:
    """The text with the codes of Jinan's region."""
    return text.replace('"3703', '"3701')


def line_of(words: str, text: str) -> int:
    """The number of the first line that has these words."""
    return text.count("\n", 0, text.index(words)) + 1
