"""The one engine and pool that everything in this process uses to reach PostgreSQL."""

from sqlalchemy import URL, make_url


def psycopg2_url(url: str | URL) -> URL:
    """The same place, reached by psycopg2 whatever driver the operator's URL names."""
    return make_url(url).set(drivername="postgresql+psycopg2")
