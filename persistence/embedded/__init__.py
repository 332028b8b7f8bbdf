"""A PostgreSQL of the product's own inside its data folder: started, joined, recovered and stopped plainly."""

from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.installation import Installation
from persistence.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "Installation"]
