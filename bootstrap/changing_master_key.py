"""Changing the master key (更换主密钥): every key is wrapped anew, and nothing that was sealed is touched.

vault under the earlier key ─> vault under the new one ─> its file in the place of the earlier one's

Whatever ends it in between, it comes to its end when it is begun again.
"""

import getpass
from pathlib import Path

from bootstrap.backing_up import as_owner
from bootstrap.database import Database
from bootstrap.service import MASTER_KEY, master_key_of
from bootstrap.settings import Settings
from persistence import master_key, secret_files
from persistence.security_log import note_operators_act
from persistence.vault import rewrap

FOR_AS_LONG_AS_IT_TAKES = """
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0
"""


def change(settings: Settings, database: Database, new_file: Path) -> bool:
    """Wrap every key under the key in this file; whether its file was put in the place of the earlier one's.

    Raises `MasterKeyUnusable`, `VaultInUse`, and `WrongMasterKey` where the settings have another key than the vault.
    """
    earlier, new = master_key_of(settings), master_key.found_in(new_file)
    with as_owner(database) as owner, owner.transaction() as cursor:
        cursor.execute(FOR_AS_LONG_AS_IT_TAKES)
        note_operators_act(cursor, getpass.getuser(), "change_master_key")
        rewrap(cursor, earlier, new)
    if settings.master_key is not None:
        return False
    secret_files.replace(settings.data / MASTER_KEY, secret_files.read(new_file))
    return True
