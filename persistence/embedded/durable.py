"""Names that survive a power failure: a renamed file is safe only when its folder is written too."""

import os
from pathlib import Path


def rename_durably(draft: Path, final: Path) -> None:
    draft.rename(final)
    folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
