"""Entity tags: an aggregate's version and what was shown of it as ETag, and what If-Match and If-None-Match say about it.

A thing is decided on by its version, which is all that If-Match asks of a tag. What is shown of it hangs on more: on what happened to
others, on the day and the reader, and on what has been erased since. So If-None-Match is answered by the whole tag.
"""

import re
from hashlib import blake2b

from api.refusals import InvalidHeader
from domain.errors import FieldError
from domain.text import Text

IF_MATCH = "If-Match"

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_MOST_HEADER = 1000
_DIGEST = 8
_VERSION = re.compile(rf"([1-9][0-9]{{0,8}})(?:-[0-9a-f]{{{2 * _DIGEST}}})?")
_NO_VERSION = 0


def etag(version: int | str) -> str:
    """The strong tag of a version."""
    return f'"{version}"'


def etag_of(shown: bytes, version: int | str) -> str:
    """The strong tag of what is shown of a version."""
    return etag(f"{version}-{blake2b(shown, digest_size=_DIGEST).hexdigest()}")


def version_expected(if_match: str | None) -> int | None:
    """The version that a command's sender has seen, None if any will do. Raises `InvalidHeader`.

    Of several tags the highest counts: versions only grow, so none below it can be the present one. A weak
    tag can never match, which its sender has to know; a tag that is no version of ours is version 0, none's.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    tags = _tags(if_match, IF_MATCH)
    if any(weak for weak, _ in tags):
        raise InvalidHeader(errors=(FieldError(IF_MATCH, "weak_tag", WEAK_TAG),))
    versions = (_VERSION.fullmatch(tag) for _, tag in tags)
    return max(_NO_VERSION if version is None else int(version[1]) for version in versions)


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the asker has what bears this tag already. Raises `InvalidHeader`."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return any(etag(known) == tag for _, known in _tags(if_none_match, "If-None-Match"))


def _tags(value: str, header: str) -> list[tuple[bool, str]]:
    """Each tag of a list, and whether it is a weak one."""
    tags = [_TAG.fullmatch(part.strip()) for part in value[:_MOST_HEADER].split(",")]
    found = [(tag[1] is not None, tag[2]) for tag in tags if tag is not None]
    if len(found) < len(tags) or len(value) > _MOST_HEADER:
        raise InvalidHeader(errors=(FieldError(header, "entity_tag", ENTITY_TAG),))
    return found


WEAK_TAG = Text('不接受弱标签，请去掉W/，如 "3"', 'weak tags are not taken: state "3" rather than W/"3"')
ENTITY_TAG = Text('应为实体标签，如 "3"', 'must be an entity tag, such as "3"')
