"""The tables that the code knows are those that the migrations make."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine

import projections
from projections.schema import metadata
from projections.statistics import statistics_of


def test_given_a_migrated_database_when_compared_with_the_tables_of_the_projections_then_nothing_differs(
    database,
):
    assert projections.PROJECTIONS
    options = {
        "include_schemas": True,
        "include_name": lambda name, kind, _: kind != "schema" or name == "read",
        "compare_type": True,
    }
    with create_engine(database.url("projector"), poolclass=NullPool).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert differences == []


def test_given_a_migrated_database_then_it_knows_of_the_columns_that_hang_together(database):
    said = (
        "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = 'read'::regnamespace"
    )
    declared = [statement for table in metadata.tables.values() for statement in statistics_of(table)]

    with create_engine(database.url("projector"), poolclass=NullPool).connect() as connection:
        known = connection.exec_driver_sql(said).scalars().all()

    assert sorted(known) == sorted(declared)
    assert declared
