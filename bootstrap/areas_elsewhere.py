"""The areas that report from an instance of their own (HUICAI_AREAS_ELSEWHERE), held against the policies of the city."""

from bootstrap.settings import Settings
from domain.policy.book import PolicyBook


class AreasElsewhereUnknown(Exception):
    """An area of `HUICAI_AREAS_ELSEWHERE` is in no policy of the city: its reports would be refused one by one."""


def areas_elsewhere_must_be_known(settings: Settings, policies: PolicyBook) -> None:
    """Raises `AreasElsewhereUnknown`, with the areas that there are."""
    known = {area.code for pack in policies if pack.city == settings.unit for area in pack.areas}
    for area in sorted(settings.kept_elsewhere - known):
        raise AreasElsewhereUnknown(
            f"HUICAI_AREAS_ELSEWHERE names {area}, and no policy of {settings.unit} has that area: "
            f"{', '.join(sorted(known)) or 'there is no policy of that unit, see HUICAI_UNIT and HUICAI_PACKS'}"
        )
