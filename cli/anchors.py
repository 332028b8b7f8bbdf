"""`huicai anchors`: what others vouch for of our log, and we of theirs (外部存证)."""

from bootstrap.settings import Settings
from bootstrap.witness import WITNESS_KEYS, cosigners_of
from cli.complaints import NoWitnessName
from persistence import signing_keys
from persistence.signing_keys import SigningKeysUnusable


def show_witness_key(settings: Settings, *, rotate: bool) -> None:
    """Make the key of this witness if there is none, or a new one beside it, and print what others have to trust."""
    if settings.witness_name is None:
        raise NoWitnessName
    if settings.witness_keys is None:
        settings.data.mkdir(parents=True, exist_ok=True)
        path = settings.data / WITNESS_KEYS
        if rotate and path.exists():
            signing_keys.rotate(path)
        signing_keys.kept_in(path)
    elif rotate:
        raise SigningKeysUnusable("the keys stand in HUICAI_WITNESS_KEYS: put a new one in front there")
    for cosigner in cosigners_of(settings):
        print(cosigner.key)
