"""The demand ledgers on any day, beside what was known of them when (生效期间).

They are made anew, because the days come from what happened to the items from their first event on.
"""

from alembic import op

revision = "0036_ledger_days"
down_revision = "0035_quota_periods"
branch_labels = None
depends_on = None

DAYS = """
SET LOCAL ROLE huicai_projector;
DROP TABLE read.demand_ledger, read.demand_ledger_periods;
CREATE TABLE read.demand_ledger (
    demand_item_id        uuid    NOT NULL,
    number                text    NOT NULL,
    former_number         text,
    city                  text    NOT NULL,
    area                  text    NOT NULL,
    ledger                text    NOT NULL,
    category              text,
    status                text    NOT NULL,
    channel               text    NOT NULL,
    raised_on             date    NOT NULL,
    registered_on         date    NOT NULL,
    enterprise_id         uuid,
    raised_for            uuid,
    list_types            text[]  NOT NULL,
    specialist_id         uuid,
    talent_id             uuid,
    card_id               uuid,
    card_type             text,
    card_application_id   uuid,
    beneficiaries         text[]  NOT NULL,
    planned_on            date,
    lead_function         text,
    lead_area             text,
    lead_organization     text,
    asked_days            integer,
    asked_on              date,
    escalated_to          text,
    escalated_on          date,
    reported_to           text,
    supervision           text,
    supervision_lifted    text,
    docking_member        text,
    docking_result        text,
    adoption              text,
    closed_on             date,
    in_time               boolean,
    working_days          integer,
    closed_due_on         date,
    extensions            integer NOT NULL,
    merged_into           text,
    called_back_on        date,
    reached               boolean,
    grade                 text,
    is_rectified          boolean NOT NULL,
    grade_after           text,
    policy_version        text    NOT NULL,
    entered_at            bigint  NOT NULL,
    since_on              date    NOT NULL,
    last_actor            text    NOT NULL,
    version               bigint  NOT NULL,
    position              bigint  NOT NULL,
    details_at            bigint,
    reply_at              bigint,
    result_at             bigint,
    name_subject          uuid,
    name_blob             bytea,
    name_bound            bytea,
    phone_subject         uuid,
    phone_blob            bytea,
    phone_bound           bytea,
    content_subject       uuid    NOT NULL,
    content_blob          bytea   NOT NULL,
    content_bound         bytea   NOT NULL,
    policy_basis_subject  uuid,
    policy_basis_blob     bytea,
    policy_basis_bound    bytea,
    conditions_subject    uuid,
    conditions_blob       bytea,
    conditions_bound      bytea,
    remark_subject        uuid,
    remark_blob           bytea,
    remark_bound          bytea,
    reply_subject         uuid,
    reply_blob            bytea,
    reply_bound           bytea,
    result_subject        uuid,
    result_blob           bytea,
    result_bound          bytea,
    PRIMARY KEY (demand_item_id)
);
CREATE INDEX items_by_number ON read.demand_ledger (number);
CREATE INDEX items_in_order ON read.demand_ledger (entered_at);
CREATE INDEX items_in_status ON read.demand_ledger (status, area, entered_at);
CREATE INDEX items_of_card ON read.demand_ledger (card_id);
CREATE INDEX items_of_cell ON read.demand_ledger (area, ledger, entered_at);
CREATE INDEX items_of_enterprise ON read.demand_ledger (enterprise_id);
CREATE INDEX items_of_lead ON read.demand_ledger (lead_function, lead_area, entered_at);
CREATE INDEX items_of_ledger ON read.demand_ledger (ledger, entered_at);
CREATE INDEX items_of_talent ON read.demand_ledger (talent_id);
CREATE INDEX items_raised_for ON read.demand_ledger (raised_for);
CREATE TABLE read.demand_ledger_periods (
    demand_item_id       uuid    NOT NULL,
    known_from           bigint  NOT NULL,
    known_to             bigint  NOT NULL,
    effective_from       date    NOT NULL,
    effective_to         date    NOT NULL,
    number               text    NOT NULL,
    former_number        text,
    city                 text    NOT NULL,
    area                 text    NOT NULL,
    ledger               text    NOT NULL,
    category             text,
    status               text    NOT NULL,
    channel              text    NOT NULL,
    raised_on            date    NOT NULL,
    registered_on        date    NOT NULL,
    enterprise_id        uuid,
    raised_for           uuid,
    list_types           text[]  NOT NULL,
    specialist_id        uuid,
    talent_id            uuid,
    card_id              uuid,
    card_type            text,
    card_application_id  uuid,
    beneficiaries        text[]  NOT NULL,
    planned_on           date,
    lead_function        text,
    lead_area            text,
    lead_organization    text,
    asked_days           integer,
    asked_on             date,
    escalated_to         text,
    escalated_on         date,
    reported_to          text,
    supervision          text,
    supervision_lifted   text,
    docking_member       text,
    docking_result       text,
    adoption             text,
    closed_on            date,
    in_time              boolean,
    working_days         integer,
    closed_due_on        date,
    extensions           integer NOT NULL,
    merged_into          text,
    called_back_on       date,
    reached              boolean,
    grade                text,
    is_rectified         boolean NOT NULL,
    grade_after          text,
    policy_version       text    NOT NULL,
    entered_at           bigint  NOT NULL,
    since_on             date    NOT NULL,
    last_actor           text    NOT NULL,
    version              bigint  NOT NULL,
    position             bigint  NOT NULL,
    details_at           bigint,
    reply_at             bigint,
    result_at            bigint,
    units                text[]  NOT NULL,
    assisting            text[]  NOT NULL,
    enterprise_name      text,
    uscc                 text,
    card_number          text,
    begun                bigint,
    due_on               date,
    amber_from           date,
    days_left            integer,
    is_provisional       boolean,
    sorts_on             date,
    PRIMARY KEY (demand_item_id, known_from, effective_from),
    CONSTRAINT ledger_known_for_a_while CHECK (known_from < known_to),
    CONSTRAINT ledger_in_force_for_a_while CHECK (effective_from < effective_to)
);
CREATE INDEX periods_by_number ON read.demand_ledger_periods
    (number, entered_at, known_from, known_to, effective_from, effective_to);
CREATE INDEX periods_in_order ON read.demand_ledger_periods
    (entered_at, known_from, known_to, effective_from, effective_to, area, status, city);
CREATE INDEX periods_of_cell ON read.demand_ledger_periods
    (area, ledger, entered_at, known_from, known_to, effective_from, effective_to, status);
CREATE INDEX periods_of_enterprise ON read.demand_ledger_periods
    (enterprise_id, entered_at, known_from, known_to, effective_from, effective_to);
CREATE INDEX periods_of_lead ON read.demand_ledger_periods
    (lead_function, lead_area, entered_at, known_from, known_to, effective_from, effective_to);
CREATE INDEX periods_of_ledger ON read.demand_ledger_periods
    (ledger, entered_at, known_from, known_to, effective_from, effective_to, area, status);
TRUNCATE read.demand_ledger_statements, read.demand_ledger_units, read.demand_ledger_progress,
         read.demand_ledger_breaches, read.demand_ledger_times, read.demand_ledger_deadlines,
         read.demand_ledger_rules, read.demand_ledger_years, read.demand_ledger_enterprises,
         read.demand_ledger_absorbed, read.demand_ledger_talents, read.demand_ledger_specialists,
         read.demand_ledger_cards;
DELETE FROM read.tracking WHERE projection = 'demand_ledger';
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(DAYS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
