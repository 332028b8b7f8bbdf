"""The automatic route (免申即享): whom the departments' lists name as a head gets the card without applying for it."""

from typing import Literal

from pydantic import Field

from domain.policy.ground import Code
from domain.policy.routes import Route
from domain.principals import PrincipalRole


class AutomaticRoute(Route):
    """On which lists an enterprise has to be, and in which role one leads it; there is no case, form or step."""

    kind: Literal["automatic"]
    list_types: tuple[Code, ...] = Field(min_length=1)
    roles: tuple[PrincipalRole, ...] = Field(min_length=1)
