"""Words of printed sheets: who prints one, of which city, and what is said of somebody who was erased or restricted."""

from api.disclosure import ErasedFact, PersonalShown, RestrictedFact
from domain.policy.pack import PolicyPack

ERASED = "（已删除）"
RESTRICTED = "（限制处理）"


def words_of(shown: PersonalShown | None) -> str | None:
    """A personal fact as a sheet shows it."""
    if isinstance(shown, ErasedFact):
        return ERASED
    if isinstance(shown, RestrictedFact):
        return RESTRICTED
    return None if shown is None else str(shown)


def organization_name(pack: PolicyPack, area: str | None, function: str | None) -> str:
    """Who exercises a function in an area, by name; nobody does for an auditor."""
    organization = pack.organization_of(area, function)
    return organization.name.zh if organization else ""
