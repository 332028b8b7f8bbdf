"""The card register (人才卡登记簿), with what was known of every card in every period of the log."""

from alembic import op

revision = "0008_card_register"
down_revision = "0007_case_register"
branch_labels = None
depends_on = None

# One period of a card begins at a position, and one ends there: so one at most has no end. That they follow one
# another without a gap is the work of the one writer, who ends a period where the next begins.
PERIODS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.card_register (
    card_id              uuid    NOT NULL,
    known_from           bigint  NOT NULL,
    known_to             bigint  NOT NULL,
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
    PRIMARY KEY (card_id, known_from),
    CONSTRAINT known_for_a_while CHECK (known_from < known_to),
    CONSTRAINT one_period_ends_there UNIQUE (card_id, known_to)
);
CREATE INDEX present_cards_in_order ON read.card_register
    (entered_at, area, status, card_type, route, department, quota_year, valid_to, plastic, arrival, city)
    WHERE known_to = 9223372036854775807;
CREATE INDEX cards_in_order ON read.card_register
    (entered_at, known_from, known_to, area, status, card_type, route, department, quota_year, valid_to,
     plastic, arrival, city);
CREATE INDEX cards_of_enterprise ON read.card_register (enterprise_id, entered_at, known_from, known_to);
CREATE INDEX cards_of_talent ON read.card_register (talent_id, entered_at, known_from, known_to);
CREATE INDEX cards_by_number ON read.card_register (card_number, entered_at, known_from, known_to);
"""

STATEMENTS = """
CREATE TABLE read.card_register_people (
    talent_id        uuid   NOT NULL,
    stated_at        bigint NOT NULL,
    name_subject     uuid   NOT NULL,
    name_blob        bytea  NOT NULL,
    name_bound       bytea  NOT NULL,
    name_since       date   NOT NULL,
    document_id      uuid   NOT NULL,
    document_kind    text   NOT NULL,
    issuing_country  text   NOT NULL,
    number_subject   uuid   NOT NULL,
    number_blob      bytea  NOT NULL,
    number_bound     bytea  NOT NULL,
    PRIMARY KEY (talent_id, stated_at)
);
CREATE TABLE read.card_register_forms (
    card_application_id  uuid    NOT NULL,
    form_version         integer NOT NULL,
    gender_subject       uuid,
    gender_blob          bytea,
    gender_bound         bytea,
    birth_date_subject   uuid,
    birth_date_blob      bytea,
    birth_date_bound     bytea,
    ethnicity_subject    uuid,
    ethnicity_blob       bytea,
    ethnicity_bound      bytea,
    class_ground_subject uuid,
    class_ground_blob    bytea,
    class_ground_bound   bytea,
    PRIMARY KEY (card_application_id, form_version)
);
CREATE TABLE read.card_register_specialists (
    specialist_id       uuid  PRIMARY KEY,
    specialist_subject  uuid  NOT NULL,
    specialist_blob     bytea NOT NULL,
    specialist_bound    bytea NOT NULL
);
CREATE TABLE read.card_register_enterprises (
    enterprise_id     uuid PRIMARY KEY,
    name              text NOT NULL,
    name_since        date NOT NULL,
    uscc              text,
    area              text NOT NULL,
    area_since        date,
    specialist_id     uuid,
    specialist_since  date,
    merged_into       uuid
);
CREATE TABLE read.card_register_receipts (
    card_id              uuid   NOT NULL,
    received_at          bigint NOT NULL,
    received_by_subject  uuid   NOT NULL,
    received_by_blob     bytea  NOT NULL,
    received_by_bound    bytea  NOT NULL,
    PRIMARY KEY (card_id, received_at)
);
CREATE TABLE read.card_register_papers (
    card_application_id  uuid PRIMARY KEY,
    approval_number      text NOT NULL,
    approved_on          date
);
RESET ROLE;
"""


def upgrade() -> None:
    for statements in (PERIODS, STATEMENTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
