"""The organization map (机构职能图): which organization exercises which function in which area."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Value
from domain.functions import Function
from domain.policy.ground import Code, Dated, Grounded, Label, RegionCode, Written

DEPARTMENTS = (Function.PARTY_ORG, Function.HRSS, Function.DRC, Function.MIIT)  # 四部门: every area has them


class Level(StrEnum):
    """What kind of area it is (区域层级)."""

    PROVINCE = "province"
    CITY = "city"  # 市本级: the city's own departments and enterprises
    DISTRICT = "district"  # 区县
    ZONE = "zone"  # 功能区


class Post(Value):
    """A function in an area: whose matter something is, whatever organization holds it on the day."""

    area: Code
    function: Function


class Organization(Grounded, Dated):
    """An organization (机构) and the functions it exercises in its area."""

    code: Code
    name: Label
    functions: tuple[Function, ...] = Field(min_length=1)


class Substitute(Grounded, Dated):
    """An organization of the area that stands in where an organ is missing (代行)."""

    function: Function
    organization: Code


class Area(Grounded, Dated):
    """A district, a zone, or the city's own level (区域); `aliases` are further ways in which lists write it."""

    code: Code
    level: Level
    name: Label
    gb2260: RegionCode | None = None
    aliases: tuple[Written, ...] = ()
    organizations: tuple[Organization, ...] = Field(min_length=1)
    substitutes: tuple[Substitute, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that means this area when somebody writes it."""
        own = (self.code, *self.name, *self.aliases)
        return own if self.gb2260 is None else (*own, self.gb2260)

    def organization_of(self, function: str, on: date | None = None) -> Organization | None:
        """The organization that exercises the function here, the named substitute included."""
        for organization in self.organizations:
            if function in organization.functions and organization.exists_on(on):
                return organization
        for substitute in self.substitutes:
            if function == substitute.function and substitute.exists_on(on):
                return self._organization(substitute.organization)
        return None

    def _organization(self, code: str) -> Organization | None:
        return next((one for one in self.organizations if one.code == code), None)
