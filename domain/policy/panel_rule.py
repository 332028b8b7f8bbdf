"""When a panel of experts (专家论证) may conclude, and what then passes."""

from typing import Annotated

from pydantic import Field, Strict

from domain.base import Value
from domain.policy.ground import Count, Grounded
from domain.policy.organizations import Post

Part = Annotated[int, Strict(), Field(ge=1, le=100)]


class Share(Value):
    """A part of a whole: `at_least` of every `of`."""

    at_least: Part
    of: Part

    def is_reached(self, part: int, whole: int) -> bool:
        """Whether so many of so many are enough."""
        return part * self.of >= whole * self.at_least


class PanelRule(Grounded):
    """Who convenes a panel with whom, how many experts it needs, and how many of them have to vote and to agree.

    Who is recused counts as no member. An abstention is a vote that does not agree.
    """

    convened_by: Post
    together_with: tuple[Post, ...] = ()
    least_members: Count
    quorum: Share
    majority: Share

    def may_conclude(self, members: int, votes: int) -> bool:
        """Whether there are members enough, and enough of them have voted."""
        return members >= self.least_members and self.quorum.is_reached(votes, members)

    def passes(self, agreed: int, votes: int) -> bool:
        """Whether enough of those who voted agree."""
        return self.majority.is_reached(agreed, votes)
