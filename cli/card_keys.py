"""`huicai rotate-card-key`: a new key in front of those that sign the codes on cards (核验码密钥)."""

from bootstrap.service import CARD_KEYS
from bootstrap.settings import Settings
from persistence import signing_keys
from persistence.signing_keys import SigningKeysUnusable


def rotate(settings: Settings) -> None:
    """Put a new key into the file. Raises `SigningKeysUnusable` where the keys stand in a setting."""
    if settings.card_keys is not None:
        raise SigningKeysUnusable("the card keys stand in HUICAI_CARD_KEYS: put a new one in front there")
    settings.data.mkdir(parents=True, exist_ok=True)
    path = settings.data / CARD_KEYS
    print(f"key {signing_keys.rotate(path)} signs from the next start on; {path} has all that are believed")
