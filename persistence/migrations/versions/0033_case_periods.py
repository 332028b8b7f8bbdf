"""Cases as they were known to stand at any position, and on any day (知悉期间、生效期间).

The case register is made anew, because the periods come from what happened to the cases from their first event on.
"""

from alembic import op

revision = "0033_case_periods"
down_revision = "0032_effective_days"
branch_labels = None
depends_on = None

PERIODS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.case_register_periods (
    card_application_id  uuid    NOT NULL,
    known_from           bigint  NOT NULL,
    known_to             bigint  NOT NULL,
    effective_from       date    NOT NULL,
    effective_to         date    NOT NULL,
    city                 text    NOT NULL,
    area                 text    NOT NULL,
    card_type            text    NOT NULL,
    route                text    NOT NULL,
    quota_year           integer,
    department           text,
    list_type            text,
    enterprise_id        uuid    NOT NULL,
    talent_id            uuid    NOT NULL,
    place_id             uuid,
    policy_version       text    NOT NULL,
    status               text    NOT NULL,
    step                 text,
    is_returned          boolean NOT NULL,
    since_on             date    NOT NULL,
    since_position       bigint  NOT NULL,
    submitted_on         date,
    batch_id             uuid,
    card_id              uuid,
    entry                text,
    entered_result       text,
    entered_by           text,
    entered_on           date,
    entered_position     bigint,
    last_actor           text    NOT NULL,
    version              bigint  NOT NULL,
    position             bigint  NOT NULL,
    acceptance_number    text,
    accepted_on          date,
    counts_from          date,
    suspended_on         date,
    suspension_ground    text,
    enterprise_name      text    NOT NULL,
    PRIMARY KEY (card_application_id, known_from, effective_from),
    CONSTRAINT case_known_for_a_while CHECK (known_from < known_to),
    CONSTRAINT case_in_force_for_a_while CHECK (effective_from < effective_to)
);
CREATE INDEX case_days_in_order ON read.case_register_periods
    (since_position, known_from, known_to, effective_from, effective_to, area, status, step, route, quota_year,
     card_type, department, city);
CREATE INDEX case_periods_by_number ON read.case_register_periods
    (acceptance_number, since_position, known_from, known_to, effective_from, effective_to);
CREATE INDEX case_periods_in_order ON read.case_register_periods
    (since_position, known_from, known_to, area, status, step, route, quota_year, card_type, department, city)
    WHERE effective_to = '9999-12-31';
CREATE INDEX case_periods_of_enterprise ON read.case_register_periods
    (enterprise_id, since_position, known_from, known_to, effective_from, effective_to);
CREATE INDEX case_periods_of_place ON read.case_register_periods
    (place_id, since_position, known_from, known_to, effective_from, effective_to);
CREATE INDEX case_periods_of_talent ON read.case_register_periods
    (talent_id, since_position, known_from, known_to, effective_from, effective_to);
TRUNCATE read.case_register, read.case_register_actors, read.case_register_recusals, read.case_register_offices,
         read.case_register_batches, read.case_register_handbacks, read.case_register_escalations,
         read.case_register_enterprises, read.case_register_absorbed, read.case_register_talents,
         read.case_register_times, read.case_register_deadlines, read.case_register_rules, read.case_register_years;
DELETE FROM read.tracking WHERE projection = 'case_register';
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(PERIODS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
