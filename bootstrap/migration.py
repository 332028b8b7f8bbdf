"""Run as a process of its own: `python -m bootstrap.migration` migrates the database of the settings."""

import sys

from bootstrap.database import opened
from bootstrap.settings import Settings
from persistence.migrations import NotMigrated, migrate

if __name__ == "__main__":
    try:
        with opened(Settings()) as database:
            migrate(database.url("owner"))
    except NotMigrated as told:
        sys.exit(str(told))
