"""What may happen in the talent-card mechanism, and why: no web, no SQL, no clock, no randomness."""

import warnings

# The library's aggregate metaclass puts its own generic bases before pydantic's. Nothing here is a generic
# pydantic model, so the order that this warning asks for would change nothing.
warnings.filterwarnings("ignore", message="Classes should inherit from `BaseModel` before generic classes")
