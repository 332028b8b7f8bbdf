"""Tables that no longer say what the log does."""

from persistence.datastore import Datastore


def lie(projector: Datastore) -> None:
    """Somebody has changed a live table behind the projection's back."""
    with projector.cursor() as cursor:
        cursor.execute("UPDATE read.quota_board SET city_limit = 99")
        cursor.execute("DELETE FROM read.enterprise_register_listings")
