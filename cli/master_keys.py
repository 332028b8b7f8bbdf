"""`huicai change-master-key`: every key of a person under another master key (更换主密钥)."""

from pathlib import Path

from bootstrap import database
from bootstrap.changing_master_key import change as change_to
from bootstrap.service import MASTER_KEY
from bootstrap.settings import Settings


def change(settings: Settings, new_file: Path) -> None:
    """Wrap every key under the key in this file, and say what is left to do."""
    with database.opened(settings) as opened:
        is_in_place = change_to(settings, opened, new_file)
    if is_in_place:
        print(f"{settings.data / MASTER_KEY} has the new key: start the service")
    else:
        print("now put the new key into HUICAI_MASTER_KEY, on every host, and start the service")
    print(
        "make a backup at once: those from before open with the earlier key alone, so keep it for as long as there are any"
    )
