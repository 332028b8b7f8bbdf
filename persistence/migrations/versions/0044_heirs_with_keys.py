"""An identifier passes on to nobody who was erased: the function itself looks at the heir's key, and takes away what it gave before it did."""

from alembic import op

revision = "0044_heirs_with_keys"
down_revision = "0043_walks_of_offices"
branch_labels = None
depends_on = None

# FOR KEY SHARE is the lock of a foreign key: it waits for an erasure under way, and an erasure waits for it and sees what the heir has.
# NULL is that the heir has no key, or none any more.
HAND_ON = """
CREATE OR REPLACE FUNCTION vault.pass_on(a_jurisdiction text, a_kind text, a_digest bytea, owner uuid, heir uuid)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM vault.keys k WHERE k.subject = heir AND k.destroyed_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE vault.subjects s SET subject = heir, claimed_at = clock_timestamp()
     WHERE (s.jurisdiction, s.kind, s.digest, s.subject) = (a_jurisdiction, a_kind, a_digest, owner)
       AND s.claimed_at < clock_timestamp() - interval '1 minute';
    RETURN FOUND;
END $$;
"""

OF_ERASED = """
DELETE FROM vault.subjects s USING vault.keys k WHERE k.subject = s.subject AND k.destroyed_at IS NOT NULL;
"""


def upgrade() -> None:
    for statements in (HAND_ON, OF_ERASED):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("keys are never thrown away by a migration: restore the backup from before it")
