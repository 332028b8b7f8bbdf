"""Deadlines with the city and the area of their case: the due sheet of an office is a walk in its order."""

from alembic import op

revision = "0042_deadlines_of_an_area"
down_revision = "0041_correlated_columns"
branch_labels = None
depends_on = None

OF_AREA = """
SET LOCAL ROLE huicai_projector;
ALTER TABLE read.case_register_deadlines ADD COLUMN city text, ADD COLUMN area text;
UPDATE read.case_register_deadlines AS its SET city = cases.city, area = cases.area
  FROM read.case_register AS cases WHERE cases.card_application_id = its.card_application_id;
ALTER TABLE read.case_register_deadlines ALTER COLUMN city SET NOT NULL, ALTER COLUMN area SET NOT NULL;
CREATE INDEX deadlines_of_area ON read.case_register_deadlines (area, sorts_on, card_application_id, begun, of_step);
CREATE INDEX deadlines_of_city ON read.case_register_deadlines (city, sorts_on, card_application_id, begun, of_step);
CREATE STATISTICS read.case_register_deadlines_city_area (dependencies) ON city, area FROM read.case_register_deadlines;
ANALYZE read.case_register_deadlines;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(OF_AREA)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
