"""The schema `read`: how far every projection has come, how it fares, and the tables of each of them.

One `MetaData` for all, so that one test holds it against the migrated database, and so that a rebuild can
make the same tables a second time in the schema `rebuild`.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Integer, MetaData, Table, Text

LIVE = "read"
BESIDE = "rebuild"  # where a projection is built anew while its live tables are read
KEPT = "kept"  # where its tables are put that a rebuild has taken the place of

metadata = MetaData(schema=LIVE)

tracking = Table(
    "tracking",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    # How often other tables have taken the place of the live ones: what was read of those before says nothing of these.
    Column("swaps", Integer, nullable=False, server_default="0"),
)

# A projection without a row here has never been stopped.
stops = Table(
    "projections",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("state", Text, CheckConstraint("state IN ('running', 'stopped')"), nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("failed_position", BigInteger),
    Column("failed_topic", Text),
    Column("error", Text),
    Column("message", Text),
)

# Rebuilds that have not come to their end: what the rate and the rest of the time are told from.
rebuilds = Table(
    "rebuilds",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("program", Text, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("began_position", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("reached_at", DateTime(timezone=True), nullable=False),
)

# Up to where the tables are that can be put back.
kept = Table(
    "kept",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
)
