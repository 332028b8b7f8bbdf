"""In which post a request is made (Huicai-Post), out of those that the caller holds."""

from collections.abc import Iterable, Mapping, Sequence

from api.refusals import PostNotHeld, PostUnnamed
from domain.authorization import Post
from domain.errors import FieldError
from domain.policy.pack import PolicyPack
from domain.text import Text

HEADER = "Huicai-Post"


def written(post: Post) -> str:
    """The post as the header names it: `officer:hrss:zhangdian`, `specialist:<enterprise id>`, `auditor`."""
    parts = (post.role.value, post.function, post.area, post.enterprise_id and str(post.enterprise_id))
    return ":".join(part for part in parts if part)


def acted_in(posts: Sequence[Post], named: str | None, area_codes: Mapping[str, str]) -> Post:
    """The post that was named, or the only one held. Raises `PostUnnamed` and `PostNotHeld`."""
    if not posts:
        raise PostNotHeld(NO_POST)
    if named is not None:
        wanted = ":".join(area_codes.get(part, part) for part in named.strip().split(":"))
        return _held(posts, wanted)
    if len(posts) > 1:
        choice = "、".join(map(written, posts))
        raise PostUnnamed(errors=(FieldError(HEADER, PostUnnamed.code, HELD.filled(choice=choice)),))
    return posts[0]


def area_codes(packs: Iterable[PolicyPack]) -> dict[str, str]:
    """The area that each GB/T 2260 code means: identity providers know these codes rather than ours."""
    return {area.gb2260: area.code for pack in packs for area in pack.areas if area.gb2260}


def _held(posts: Sequence[Post], wanted: str) -> Post:
    for post in posts:
        if written(post) == wanted:
            return post
    raise PostNotHeld(field=HEADER)


HELD = Text("可选：{choice}", "one of: {choice}")
NO_POST = Text("您尚未被授予任何岗位", "You hold no post here yet")
