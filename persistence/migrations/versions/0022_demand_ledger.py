"""The demand ledgers (需求台账): every item as it stands, its units, progress and deadlines."""

from alembic import op

revision = "0022_demand_ledger"
down_revision = "0021_report_exchange"
branch_labels = None
depends_on = None

LEDGERS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.demand_ledger (
    demand_item_id        uuid     PRIMARY KEY,
    number                text     NOT NULL,
    former_number         text,
    city                  text     NOT NULL,
    area                  text     NOT NULL,
    ledger                text     NOT NULL,
    category              text,
    status                text     NOT NULL,
    channel               text     NOT NULL,
    raised_on             date     NOT NULL,
    registered_on         date     NOT NULL,
    enterprise_id         uuid,
    raised_for            uuid,
    list_types            text[]   NOT NULL,
    specialist_id         uuid,
    talent_id             uuid,
    card_id               uuid,
    card_type             text,
    card_application_id   uuid,
    beneficiaries         text[]   NOT NULL,
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
    extensions            integer  NOT NULL,
    merged_into           text,
    called_back_on        date,
    reached               boolean,
    grade                 text,
    is_rectified          boolean  NOT NULL,
    grade_after           text,
    policy_version        text     NOT NULL,
    entered_at            bigint   NOT NULL,
    since_on              date     NOT NULL,
    last_actor            text     NOT NULL,
    version               bigint   NOT NULL,
    position              bigint   NOT NULL,
    details_at            bigint,
    reply_at              bigint,
    result_at             bigint,
    kept_at               bigint,
    name_subject          uuid,
    name_blob             bytea,
    name_bound            bytea,
    phone_subject         uuid,
    phone_blob            bytea,
    phone_bound           bytea,
    content_subject       uuid     NOT NULL,
    content_blob          bytea    NOT NULL,
    content_bound         bytea    NOT NULL,
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
    result_bound          bytea
);
CREATE INDEX items_of_enterprise ON read.demand_ledger (enterprise_id);
CREATE INDEX items_raised_for ON read.demand_ledger (raised_for);
CREATE INDEX items_in_status ON read.demand_ledger (status, area, entered_at);
CREATE INDEX items_of_talent ON read.demand_ledger (talent_id);
CREATE INDEX items_in_order ON read.demand_ledger (entered_at);
CREATE INDEX items_of_card ON read.demand_ledger (card_id);
CREATE INDEX items_of_cell ON read.demand_ledger (area, ledger, entered_at);
CREATE INDEX items_by_number ON read.demand_ledger (number);
CREATE INDEX items_of_ledger ON read.demand_ledger (ledger, entered_at);
CREATE INDEX items_of_lead ON read.demand_ledger (lead_function, lead_area, entered_at);
CREATE TABLE read.demand_ledger_units (
    demand_item_id  uuid     NOT NULL,
    function        text     NOT NULL,
    area            text     NOT NULL,
    organization    text     NOT NULL,
    is_lead         boolean  NOT NULL,
    PRIMARY KEY (demand_item_id, function, area)
);
CREATE INDEX items_of_unit ON read.demand_ledger_units (function, area, demand_item_id);
CREATE TABLE read.demand_ledger_progress (
    demand_item_id  uuid    NOT NULL,
    position        bigint  NOT NULL,
    on_day          date    NOT NULL,
    subject         uuid    NOT NULL,
    blob            bytea   NOT NULL,
    bound           bytea   NOT NULL,
    PRIMARY KEY (demand_item_id, position)
);
CREATE TABLE read.demand_ledger_breaches (
    demand_item_id  uuid    NOT NULL,
    position        bigint  NOT NULL,
    phase           text,
    begun           bigint  NOT NULL,
    function        text    NOT NULL,
    area            text    NOT NULL,
    PRIMARY KEY (demand_item_id, position)
);
CREATE INDEX demands_told_of ON read.demand_ledger_breaches (function, area);
CREATE TABLE read.demand_ledger_times (
    demand_item_id  uuid     PRIMARY KEY,
    is_timed        boolean  NOT NULL,
    times           text     NOT NULL
);
CREATE INDEX times_of_timed_items ON read.demand_ledger_times (is_timed) WHERE is_timed;
CREATE TABLE read.demand_ledger_deadlines (
    demand_item_id  uuid     NOT NULL,
    begun           bigint   NOT NULL,
    of_phase        boolean  NOT NULL,
    phase           text,
    begun_on        date     NOT NULL,
    days            integer  NOT NULL,
    unit            text     NOT NULL,
    due_on          date,
    amber_from      date,
    days_left       integer,
    is_provisional  boolean  NOT NULL,
    escalates_to    text     NOT NULL,
    is_escalated    boolean  NOT NULL,
    sorts_on        date     NOT NULL,
    PRIMARY KEY (demand_item_id, begun, of_phase)
);
CREATE INDEX demand_deadlines_in_order ON read.demand_ledger_deadlines (sorts_on, demand_item_id, begun, of_phase);
CREATE TABLE read.demand_ledger_rules (
    policy_version  text  NOT NULL,
    ledger          text  NOT NULL,
    rules           text  NOT NULL,
    PRIMARY KEY (policy_version, ledger)
);
CREATE TABLE read.demand_ledger_years (
    year    integer  PRIMARY KEY,
    notice  text     NOT NULL
);
CREATE TABLE read.demand_ledger_enterprises (
    enterprise_id  uuid  PRIMARY KEY,
    name           text  NOT NULL,
    name_since     date  NOT NULL,
    uscc           text
);
CREATE TABLE read.demand_ledger_absorbed (
    surviving_enterprise_id  uuid  NOT NULL,
    enterprise_id            uuid  NOT NULL,
    PRIMARY KEY (surviving_enterprise_id, enterprise_id)
);
CREATE TABLE read.demand_ledger_talents (
    talent_id      uuid   PRIMARY KEY,
    name_since     date   NOT NULL,
    name_subject   uuid   NOT NULL,
    name_blob      bytea  NOT NULL,
    name_bound     bytea  NOT NULL,
    phone_subject  uuid,
    phone_blob     bytea,
    phone_bound    bytea
);
CREATE TABLE read.demand_ledger_specialists (
    specialist_id  uuid   PRIMARY KEY,
    name_subject   uuid   NOT NULL,
    name_blob      bytea  NOT NULL,
    name_bound     bytea  NOT NULL,
    phone_subject  uuid,
    phone_blob     bytea,
    phone_bound    bytea
);
CREATE TABLE read.demand_ledger_cards (
    card_id      uuid  PRIMARY KEY,
    card_number  text
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(LEDGERS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
