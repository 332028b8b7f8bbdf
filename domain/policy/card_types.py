"""The kinds of talent card (卡种)."""

from domain.policy.ground import Code, Grounded, Label
from domain.policy.organizations import Post


class CardType(Grounded):
    """A kind of talent card and whose decision it is to issue one."""

    code: Code
    name: Label
    issuer: Post
