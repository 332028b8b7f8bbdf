"""Deadlines (办理期限) in the case register: when each is due, and which office was told of one that was not kept.

The register is made anew, because the days come from what happened to the cases from their first event on.
"""

from alembic import op

revision = "0013_deadlines"
down_revision = "0012_case_life"
branch_labels = None
depends_on = None

DEADLINES = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.case_register_escalations (
    card_application_id  uuid    NOT NULL,
    position             bigint  NOT NULL,
    step                 text,
    function             text    NOT NULL,
    area                 text    NOT NULL,
    PRIMARY KEY (card_application_id, position)
);
CREATE INDEX cases_escalated_to ON read.case_register_escalations (function, area);
CREATE TABLE read.case_register_times (
    card_application_id  uuid     PRIMARY KEY,
    is_open              boolean  NOT NULL,
    times                text     NOT NULL
);
CREATE INDEX times_of_open_cases ON read.case_register_times (is_open) WHERE is_open;
CREATE TABLE read.case_register_deadlines (
    card_application_id  uuid     NOT NULL,
    begun                bigint   NOT NULL,
    of_step              boolean  NOT NULL,
    step                 text,
    begun_on             date     NOT NULL,
    days                 integer  NOT NULL,
    unit                 text     NOT NULL,
    due_on               date,
    amber_from           date,
    days_left            integer,
    is_provisional       boolean  NOT NULL,
    escalates_to         text     NOT NULL,
    is_escalated         boolean  NOT NULL,
    sorts_on             date     NOT NULL,
    PRIMARY KEY (card_application_id, begun, of_step)
);
CREATE INDEX deadlines_in_order ON read.case_register_deadlines (sorts_on, card_application_id, begun, of_step);
CREATE TABLE read.case_register_rules (
    policy_version  text  NOT NULL,
    route           text  NOT NULL,
    rules           text  NOT NULL,
    PRIMARY KEY (policy_version, route)
);
CREATE TABLE read.case_register_years (
    year    integer  PRIMARY KEY,
    notice  text     NOT NULL
);
TRUNCATE read.case_register, read.case_register_actors, read.case_register_recusals, read.case_register_offices,
         read.case_register_batches, read.case_register_handbacks, read.case_register_enterprises,
         read.case_register_absorbed, read.case_register_talents;
DELETE FROM read.tracking WHERE projection = 'case_register';
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(DEADLINES)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
