"""The zip file of a dossier: the same files are the same bytes, on any day and on any machine.

Nothing is compressed, for compressed bytes differ with the library's version, and a verifier need not fear a bomb.
"""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

NO_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that the format knows
UNIX, PLAIN_FILE = 3, 0o100644


def archived(files: Mapping[str, bytes]) -> bytes:
    """The files in the order of their names, one behind the other."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, NO_MOMENT)
            entry.create_system, entry.external_attr = UNIX, PLAIN_FILE << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
