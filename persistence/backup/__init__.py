"""Backups (备份): the database and the files beside it, sealed under a key of their own, on a shelf that is kept elsewhere.

sealing    parts of a backup as they are written: docs/format/backup-1.md
manifest   what a backup says of itself
shelf      the folder in which backups stand, and how long each is kept
programs   pg_dump and pg_restore of the release that the server is of
blobs      the files beside the database, each kept once
erased     the persons who were erased, so that no restore brings one back
dumping    out of a database
loading    into an empty one
records    the root over the event records, by which a copy is held to its original
"""


class BackupImpossible(Exception):
    """Something about a backup that the operator has to see to; says what."""
