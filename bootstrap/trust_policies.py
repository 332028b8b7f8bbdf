"""Policy files (信任文件): which logs and witnesses this instance believes, as its operator has written it down."""

from pathlib import Path

from transparency.policy import Policy, PolicyMalformed


class PolicyUnusable(Exception):
    """A file of trusted logs or witnesses cannot be used; nobody in it is believed until it can."""


def policy_in(path: Path | None) -> Policy:
    """Whom a policy file names, read anew at every use. Raises `PolicyUnusable`."""
    if path is None:
        return Policy()
    try:
        return Policy.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, PolicyMalformed) as unusable:
        raise PolicyUnusable(f"{path} is no policy file: {unusable}") from None
