"""Run as a process of its own: `python -m bootstrap.migration` migrates the database of the settings."""

from bootstrap.database import opened
from bootstrap.settings import Settings
from persistence.migrations import migrate

if __name__ == "__main__":
    with opened(Settings()) as database:
        migrate(database.url("owner"))
