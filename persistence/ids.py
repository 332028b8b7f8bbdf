"""Ids as they are read from text, thousands at a time."""

from collections.abc import Callable
from uuid import UUID

from pydantic_core import SchemaValidator, core_schema

# As `UUID(text)`, in a fifth of the time; raises a ValueError.
read_id: Callable[[str | bytes], UUID] = SchemaValidator(core_schema.uuid_schema()).validate_python
