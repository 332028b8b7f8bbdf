"""Names for codes, as versions of policies have them (名称); a code that none of them has stands for itself."""

import re
from collections.abc import Callable

from stdnum import numdb

from domain.errors import Refusal
from domain.policy.ledgers import Ledger
from domain.policy.pack import Pack, PolicyPack


class PolicyNames:
    """The names of one version, or of several: what the first has not may stand in another."""

    def __init__(self, *packs: Pack | None) -> None:
        self._packs = tuple(pack for pack in packs if isinstance(pack, PolicyPack))
        known = [area for pack in packs if pack is not None for area in pack.known_areas]
        self._areas = {area.code: area.name.zh for area in known}
        self._organizations = {one.code: one.name.zh for area in known for one in area.organizations}
        demands = [pack.demands for pack in self._packs if pack.demands is not None]
        self._members = {one.code: one.name.zh for rules in demands for one in rules.alliance_members}

    def organization(self, code: str) -> str:
        return self._organizations.get(code, code)

    def member(self, code: str) -> str:
        return self._members.get(code, code)

    def category(self, ledger: Ledger, code: str) -> str:
        return self._first(code, lambda pack: pack.ledger(ledger).category(code).name.zh)

    def area(self, code: str) -> str:
        return self._first(code, lambda pack: pack.area_of(code).name.zh)

    def list_type(self, code: str) -> str:
        return self._first(code, lambda pack: pack.list_type(code).name.zh)

    def card_type(self, code: str) -> str:
        return self._first(code, lambda pack: pack.card_type(code).name.zh)

    def unit(self, code: str) -> str:
        """Of an area, a city or a province."""
        return self._areas.get(code) or region_name(code)

    def _first(self, code: str, name_in: Callable[[PolicyPack], str]) -> str:
        for pack in self._packs:
            try:
                return name_in(pack)
            except Refusal:
                continue
        return code


def region_name(code: str) -> str:
    """淄博市 for 370300; the table of regions marks the years of former names in brackets."""
    names = [
        properties["county"] for _, properties in numdb.get("cn/loc").info(code) if "county" in properties
    ]
    return re.sub(r"\[[^\]]*\]", "", names[0]).split(",")[-1] if names else code
