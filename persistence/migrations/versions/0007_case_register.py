"""The read models of cases (申报台账、办理历程): where each of them stands, and what has happened to it."""

from alembic import op

revision = "0007_case_register"
down_revision = "0006_mergers"
branch_labels = None
depends_on = None

CASE_REGISTER = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.case_register (
    card_application_id  uuid    PRIMARY KEY,
    city                 text    NOT NULL,
    area                 text    NOT NULL,
    card_type            text    NOT NULL,
    route                text    NOT NULL,
    quota_year           integer,
    department           text,
    list_type            text,
    enterprise_id        uuid    NOT NULL,
    drafted_for          uuid    NOT NULL,
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
    position             bigint  NOT NULL
);
CREATE INDEX cases_in_order ON read.case_register (since_position);
CREATE INDEX cases_of_area ON read.case_register (area, since_position);
CREATE INDEX cases_in_status ON read.case_register (status, since_position);
CREATE INDEX cases_at_step ON read.case_register (step, since_position);
CREATE INDEX cases_of_quota_year ON read.case_register (quota_year, since_position);
CREATE INDEX cases_with_an_entry ON read.case_register (entry, since_position);
CREATE INDEX cases_of_enterprise ON read.case_register (enterprise_id);
CREATE INDEX cases_drafted_for ON read.case_register (drafted_for);
CREATE INDEX cases_of_talent ON read.case_register (talent_id);
CREATE INDEX cases_of_place ON read.case_register (place_id);
CREATE TABLE read.case_register_actors (
    card_application_id  uuid NOT NULL,
    actor                text NOT NULL,
    step                 text NOT NULL,
    PRIMARY KEY (card_application_id, actor)
);
CREATE TABLE read.case_register_offices (
    card_application_id  uuid NOT NULL,
    function             text NOT NULL,
    area                 text NOT NULL,
    PRIMARY KEY (card_application_id, function, area)
);
CREATE TABLE read.case_register_batches (
    card_application_id  uuid NOT NULL,
    batch_id             uuid NOT NULL,
    PRIMARY KEY (card_application_id, batch_id)
);
CREATE INDEX cases_of_batch ON read.case_register_batches (batch_id);
CREATE TABLE read.case_register_handbacks (
    card_application_id  uuid   NOT NULL,
    position             bigint NOT NULL,
    kind                 text   NOT NULL,
    PRIMARY KEY (card_application_id, position)
);
CREATE TABLE read.case_register_enterprises (
    enterprise_id  uuid PRIMARY KEY,
    name           text NOT NULL,
    name_since     date NOT NULL,
    area           text NOT NULL,
    area_since     date
);
CREATE TABLE read.case_register_absorbed (
    surviving_enterprise_id  uuid NOT NULL,
    enterprise_id            uuid NOT NULL,
    PRIMARY KEY (surviving_enterprise_id, enterprise_id)
);
CREATE TABLE read.case_register_talents (
    talent_id   uuid  PRIMARY KEY,
    name_since  date  NOT NULL,
    subject     uuid  NOT NULL,
    blob        bytea NOT NULL,
    bound       bytea NOT NULL
);
"""

CASE_TIMELINE = """
CREATE TABLE read.case_timeline (
    card_application_id  uuid   NOT NULL,
    position             bigint NOT NULL,
    PRIMARY KEY (card_application_id, position)
);
CREATE TABLE read.case_timeline_cases (
    card_application_id  uuid    PRIMARY KEY,
    place_id             uuid,
    talent_id            uuid    NOT NULL,
    is_over              boolean NOT NULL
);
CREATE INDEX timelines_of_place ON read.case_timeline_cases (place_id);
CREATE TABLE read.case_timeline_cards (
    card_id              uuid PRIMARY KEY,
    card_application_id  uuid NOT NULL
);
CREATE TABLE read.case_timeline_strands (
    thing_id            uuid   NOT NULL,
    position            bigint NOT NULL,
    talent_id           uuid,
    replaced_talent_id  uuid,
    PRIMARY KEY (thing_id, position)
);
RESET ROLE;
"""


def upgrade() -> None:
    for statements in (CASE_REGISTER, CASE_TIMELINE):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
