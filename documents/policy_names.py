"""Names for codes, as a version of the policy has them (名称); a code that it has not stands for itself."""

import re

from stdnum import numdb

from domain.errors import Refusal
from domain.policy.ledgers import Ledger
from domain.policy.pack import Pack, PolicyPack


class PolicyNames:
    """The names of one version, or of none."""

    def __init__(self, pack: Pack | None) -> None:
        self._pack = pack if isinstance(pack, PolicyPack) else None
        known = () if pack is None else pack.known_areas
        self._areas = {area.code: area.name.zh for area in known}
        self._organizations = {one.code: one.name.zh for area in known for one in area.organizations}
        members = (
            () if self._pack is None or self._pack.demands is None else self._pack.demands.alliance_members
        )
        self._members = {one.code: one.name.zh for one in members}

    def organization(self, code: str) -> str:
        return self._organizations.get(code, code)

    def member(self, code: str) -> str:
        return self._members.get(code, code)

    def category(self, ledger: Ledger, code: str) -> str:
        try:
            return self._pack.ledger(ledger).category(code).name.zh if self._pack else code
        except Refusal:
            return code

    def area(self, code: str) -> str:
        try:
            return self._pack.area_of(code).name.zh if self._pack else code
        except Refusal:
            return code

    def unit(self, code: str) -> str:
        """Of an area, a city or a province."""
        return self._areas.get(code) or region_name(code)

    def list_type(self, code: str) -> str:
        try:
            return self._pack.list_type(code).name.zh if self._pack else code
        except Refusal:
            return code

    def card_type(self, code: str) -> str:
        try:
            return self._pack.card_type(code).name.zh if self._pack else code
        except Refusal:
            return code


def region_name(code: str) -> str:
    """淄博市 for 370300; the table of regions marks the years of former names in brackets."""
    names = [
        properties["county"] for _, properties in numdb.get("cn/loc").info(code) if "county" in properties
    ]
    return re.sub(r"\[[^\]]*\]", "", names[0]).split(",")[-1] if names else code
