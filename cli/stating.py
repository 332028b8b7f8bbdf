"""What the operator has stated: the settings, or one line for each that cannot be meant."""

import typer
from pydantic import ValidationError
from rich.console import Console

from bootstrap.settings import Settings

errors = Console(stderr=True)


def stated_settings() -> Settings:
    """The settings of HUICAI_* variables and the `.env` file; ends with 2 where one is wrong."""
    try:
        return Settings()
    except ValidationError as invalid:
        for error in invalid.errors(include_input=False, include_url=False):
            name = (
                "HUICAI_" + "_".join(str(part) for part in error["loc"]).upper()
                if error["loc"]
                else "settings"
            )
            errors.print(f"{name}: {error['msg']}", markup=False)
        raise typer.Exit(2) from None
