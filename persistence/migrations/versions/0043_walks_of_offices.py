"""What an office looks for lies in the order of its list: filters behind it in the index, and with a case the offices it has gone through.

On a large register the indexes may be built beforehand, under the same names, with CREATE INDEX CONCURRENTLY, except for the first,
which takes the place of one without filters. Every case is written once: of a million that takes some minutes.
"""

from alembic import op

revision = "0043_walks_of_offices"
down_revision = "0042_deadlines_of_an_area"
branch_labels = None
depends_on = None

WALKS = """
SET LOCAL ROLE huicai_projector;
DROP INDEX read.cases_of_area;
ALTER TABLE read.case_register ADD COLUMN offices text[] NOT NULL DEFAULT '{}';
UPDATE read.case_register AS cases SET offices = gone_through.offices
  FROM (SELECT card_application_id, array_agg(office ORDER BY office COLLATE "C") AS offices
          FROM (SELECT card_application_id, function || '@' || area AS office FROM read.case_register_offices) AS named
         GROUP BY card_application_id) AS gone_through
 WHERE gone_through.card_application_id = cases.card_application_id;
ALTER TABLE read.case_register ALTER COLUMN offices DROP DEFAULT;
DROP TABLE read.case_register_offices;
DROP TABLE IF EXISTS rebuild.case_register_offices, kept.case_register_offices;
CREATE INDEX cases_of_area ON read.case_register
    (area, since_position, status, step, route, quota_year, card_type, department, city);
CREATE INDEX cases_under_way_by_office ON read.case_register USING gin (offices)
    WHERE status IN ('in_process', 'correction_requested', 'suspended');
CREATE INDEX cases_returned ON read.case_register (city, area, since_position) WHERE is_returned;
CREATE INDEX IF NOT EXISTS open_items_of_ledger ON read.demand_ledger (ledger, entered_at)
    WHERE status IN ('registered', 'assigned', 'disputed', 'in_progress', 'replied', 'escalated');
ANALYZE read.case_register;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(WALKS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
