"""Why the embedded PostgreSQL cannot serve, and what the operator can do about it."""


class EmbeddedPostgresError(Exception):
    """The server cannot be started, joined or stopped. `remedy` says what the operator can do."""

    def __init__(self, cause: str, remedy: str) -> None:
        cause = cause.rstrip(".")  # some end with what a program of PostgreSQL has said
        super().__init__(f"{cause}. {remedy}")
        self.cause = cause
        self.remedy = remedy
