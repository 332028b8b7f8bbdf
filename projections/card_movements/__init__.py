"""Card movements (发卡变动): which cards came onto every city's register and went off it, and which stood on it when?

各市卡片登记簿何时新发、续期、接管、收回、注销、到期了哪些卡，截至某一时点哪些在册、暂停、未到岗？
"""

from projections.card_movements.cases import card_movements
from projections.card_movements.queries import CardMovements

__all__ = ["CardMovements", "card_movements"]
