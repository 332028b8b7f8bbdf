"""Runs the steps inside the transaction of the connection that `migrate` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="schema_version",
    version_table_schema="log",
)
context.run_migrations()
