"""The demand ledgers as they were known at any position: periods of knowledge, and what was stated where (知悉期间)."""

from alembic import op

revision = "0024_ledger_periods"
down_revision = "0023_card_movements"
branch_labels = None
depends_on = None

PERIODS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.demand_ledger_periods (
    demand_item_id       uuid NOT NULL,
    known_from           bigint NOT NULL,
    known_to             bigint NOT NULL,
    number               text NOT NULL,
    former_number        text,
    city                 text NOT NULL,
    area                 text NOT NULL,
    ledger               text NOT NULL,
    category             text,
    status               text NOT NULL,
    channel              text NOT NULL,
    raised_on            date NOT NULL,
    registered_on        date NOT NULL,
    enterprise_id        uuid,
    raised_for           uuid,
    list_types           text[] NOT NULL,
    specialist_id        uuid,
    talent_id            uuid,
    card_id              uuid,
    card_type            text,
    card_application_id  uuid,
    beneficiaries        text[] NOT NULL,
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
    policy_version       text NOT NULL,
    entered_at           bigint NOT NULL,
    since_on             date NOT NULL,
    last_actor           text NOT NULL,
    version              bigint NOT NULL,
    position             bigint NOT NULL,
    details_at           bigint,
    reply_at             bigint,
    result_at            bigint,
    units                text[] NOT NULL,
    assisting            text[] NOT NULL,
    enterprise_name      text,
    uscc                 text,
    card_number          text,
    begun                bigint,
    due_on               date,
    amber_from           date,
    days_left            integer,
    is_provisional       boolean,
    sorts_on             date,
    PRIMARY KEY (demand_item_id, known_from),
    CONSTRAINT ledger_known_for_a_while CHECK (known_from < known_to)
);
CREATE INDEX periods_by_number ON read.demand_ledger_periods (number, entered_at, known_from, known_to);
CREATE INDEX periods_in_order ON read.demand_ledger_periods (entered_at, known_from, known_to, area, status, city);
CREATE INDEX periods_of_cell ON read.demand_ledger_periods (area, ledger, entered_at, known_from, known_to, status);
CREATE INDEX periods_of_enterprise ON read.demand_ledger_periods (enterprise_id, entered_at, known_from, known_to);
CREATE INDEX periods_of_lead ON read.demand_ledger_periods (lead_function, lead_area, entered_at, known_from, known_to);
CREATE INDEX periods_of_ledger ON read.demand_ledger_periods (ledger, entered_at, known_from, known_to, area, status);
CREATE TABLE read.demand_ledger_statements (
    demand_item_id        uuid NOT NULL,
    stated_at             bigint NOT NULL,
    name_subject          uuid,
    name_blob             bytea,
    name_bound            bytea,
    phone_subject         uuid,
    phone_blob            bytea,
    phone_bound           bytea,
    content_subject       uuid,
    content_blob          bytea,
    content_bound         bytea,
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
    PRIMARY KEY (demand_item_id, stated_at)
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(PERIODS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
