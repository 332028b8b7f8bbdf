"""Whether what a pack says of issued cards and their services agrees with its card types (人才卡管理一致性)."""

from collections.abc import Iterator

from domain.policy.contradiction import Contradiction, found, repeated
from domain.policy.pack import PolicyPack


def of_card_lives(pack: PolicyPack) -> Iterator[Contradiction]:
    """Every type of card has one life; a life and a service are of card types that there are."""
    known = {kind.code for kind in pack.known_card_types}
    told = {life.card_type for life in pack.card_lives}
    for code in sorted(known - told):
        yield found(("card_lives",), "missing_card_life", value=code)
    for index, life in enumerate(pack.card_lives):
        if life.card_type not in known:
            yield found(("card_lives", index, "card_type"), "unknown_card_type", value=life.card_type)
    yield from repeated(
        (("card_lives", n, "card_type"), life.card_type) for n, life in enumerate(pack.card_lives)
    )
    yield from repeated((("services", n, "code"), service.code) for n, service in enumerate(pack.services))
    for index, service in enumerate(pack.services):
        for number, code in enumerate(service.card_types):
            if code not in known:
                yield found(("services", index, "card_types", number), "unknown_card_type", value=code)
