"""The card register says of every card from which day until which it stood so, beside what was known of it when (ADR 46).

It is made anew, because the days come from what happened to the cards from their first event on.
"""

from alembic import op

revision = "0032_effective_days"
down_revision = "0031_restorations"
branch_labels = None
depends_on = None

DAYS = """
SET LOCAL ROLE huicai_projector;
DROP TABLE read.card_register, read.card_register_enterprises;
CREATE TABLE read.card_register (
    card_id              uuid    NOT NULL,
    known_from           bigint  NOT NULL,
    known_to             bigint  NOT NULL,
    effective_from       date    NOT NULL,
    effective_to         date    NOT NULL,
    entered_at           bigint  NOT NULL,
    version              bigint  NOT NULL,
    policy_version       text    NOT NULL,
    city                 text    NOT NULL,
    area                 text    NOT NULL,
    card_type            text    NOT NULL,
    card_number          text,
    route                text    NOT NULL,
    talent_class         text,
    talent_id            uuid    NOT NULL,
    person_stated_at     bigint  NOT NULL,
    card_application_id  uuid,
    form_version         integer,
    enterprise_id        uuid,
    enterprise_name      text,
    uscc                 text,
    specialist_id        uuid,
    list_type            text,
    department           text,
    quota_year           integer,
    approval_number      text,
    approved_on          date,
    issued_on            date,
    valid_from           date,
    valid_to             date,
    term_rule            text,
    differs_from_rule    boolean,
    status               text    NOT NULL,
    status_on            date    NOT NULL,
    status_reason        text,
    predecessor_id       uuid,
    renewals             integer NOT NULL,
    former_number        text,
    plastic              text,
    recipient            text,
    received_at          bigint,
    arrival              text,
    planned_arrival      date,
    PRIMARY KEY (card_id, known_from, effective_from),
    CONSTRAINT known_for_a_while CHECK (known_from < known_to),
    CONSTRAINT in_force_for_a_while CHECK (effective_from < effective_to),
    CONSTRAINT one_period_ends_there UNIQUE (card_id, known_to, effective_to)
);
CREATE INDEX card_days_in_order ON read.card_register
    (entered_at, known_from, known_to, effective_from, effective_to, area, status, card_type, route, department,
     quota_year, valid_to, plastic, arrival, city);
CREATE INDEX cards_by_number ON read.card_register (card_number, entered_at, known_from, known_to);
CREATE INDEX cards_in_order ON read.card_register
    (entered_at, known_from, known_to, area, status, card_type, route, department, quota_year, valid_to, plastic,
     arrival, city)
    WHERE effective_to = '9999-12-31';
CREATE INDEX cards_learned ON read.card_register (known_from, card_id) WHERE effective_to = '9999-12-31';
CREATE INDEX cards_of_enterprise ON read.card_register (enterprise_id, entered_at, known_from, known_to);
CREATE INDEX cards_of_talent ON read.card_register (talent_id, entered_at, known_from, known_to);
CREATE INDEX cards_superseded ON read.card_register (known_to, card_id) WHERE effective_to = '9999-12-31';
CREATE INDEX present_cards_in_order ON read.card_register
    (entered_at, area, status, card_type, route, department, quota_year, valid_to, plastic, arrival, city)
    WHERE known_to = 9223372036854775807 AND effective_to = '9999-12-31';
CREATE TABLE read.card_register_enterprises (
    enterprise_id     uuid NOT NULL,
    effective_from    date NOT NULL,
    effective_to      date NOT NULL,
    name              text NOT NULL,
    name_since        date NOT NULL,
    uscc              text,
    area              text NOT NULL,
    area_since        date NOT NULL,
    specialist_id     uuid,
    specialist_since  date,
    merged_into       uuid,
    PRIMARY KEY (enterprise_id, effective_from)
);
TRUNCATE read.card_register_people, read.card_register_forms, read.card_register_specialists,
         read.card_register_receipts, read.card_register_papers, read.card_register_reminders;
DELETE FROM read.tracking WHERE projection = 'card_register';
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(DAYS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
