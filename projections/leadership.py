"""Who leads a projection, and so keeps it up with the log (主导): whoever holds its advisory lock."""

KEY = "hashtextextended('projection ' || {name}, 0)"

LEAD = f"SELECT pg_try_advisory_lock({KEY.format(name='%(name)s')})"

# The server shows a key in two halves, and with objsubid 1 that they are those of one number.
IS_LED = f"""
    EXISTS (SELECT FROM pg_locks
             WHERE locktype = 'advisory' AND granted AND objsubid = 1
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (classid::bigint << 32) | objid::bigint = {KEY.format(name="name.projection")})
"""  # noqa: S608  put together from our own words
