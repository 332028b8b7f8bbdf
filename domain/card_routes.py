"""How a card was come by (发放方式)."""

from enum import StrEnum


class CardRoute(StrEnum):
    """The routes of the notices, and three of cards from before the city kept its books here (decided point 19).

    Which of them a case can go today, and how, the policy pack says.
    """

    DIRECT = "direct"  # 直接颁发
    PANEL = "panel"  # 专家论证（评审）
    QUOTA = "quota"  # 配额制
    FLEXIBLE = "flexible"  # 柔性引进
    FRONT_END = "front_end"  # 前端引才
    AUTOMATIC = "automatic"  # 免申即享
    OPEN_CHALLENGE = "open_challenge"  # 揭榜领题
    ORDINARY = "ordinary"  # 普通程序: of a card that was taken over
    REVIEWED = "reviewed"  # 审核颁发: of a card that was taken over
    UNKNOWN = "unknown"  # 不详: of a card that was taken over
