"""What the operator has stated: the settings, or one line for each that cannot be meant."""

from collections.abc import Iterator
from difflib import get_close_matches

import typer
from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource
from rich.console import Console

from bootstrap.settings import PREFIX, Settings

errors = Console(stderr=True)


def stated_settings() -> Settings:
    """The settings of HUICAI_* variables and the `.env` file; ends with 2 where one is wrong, or is none."""
    faults = list(_unknown())
    try:
        settings = Settings()
    except ValidationError as invalid:
        faults += _wrong(invalid)
    if faults:
        for fault in faults:
            errors.print(fault, markup=False, soft_wrap=True)
        raise typer.Exit(2)
    return settings


def _unknown() -> Iterator[str]:
    """What was meant to set something and sets nothing: a key that is not read would have another one made."""
    stated = {*EnvSettingsSource(Settings).env_vars, *DotEnvSettingsSource(Settings).env_vars}
    ours = {name.upper().removeprefix(PREFIX) for name in stated if name.upper().startswith(PREFIX)}
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted(ours.difference(known)):
        nearest = "".join(f"; {PREFIX}{one} is one" for one in get_close_matches(name, known, 1))
        yield f"{PREFIX}{name}: there is no such setting{nearest}"


def _wrong(invalid: ValidationError) -> Iterator[str]:
    for error in invalid.errors(include_input=False, include_url=False):
        name = PREFIX + "_".join(map(str, error["loc"])).upper() if error["loc"] else "settings"
        yield f"{name}: {error['msg']}"
