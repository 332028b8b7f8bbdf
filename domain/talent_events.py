"""What can happen to a talent (人才事件): what all its events have in common."""

from domain.base import EventSourced


class TalentEvent(EventSourced.Event):
    """Something that happened to a talent, in the area where he or she was on that day."""

    area: str
