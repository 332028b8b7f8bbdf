"""The first read models (读模型): quota board and enterprise register, and where projections are rebuilt."""

from alembic import op

revision = "0004_read_models"
down_revision = "0003_refusals"
branch_labels = None
depends_on = None

# What is built beside the live tables is granted like them, because it is going to be them.
BESIDE = """
CREATE SCHEMA rebuild AUTHORIZATION huicai_projector;
SET LOCAL ROLE huicai_projector;
ALTER DEFAULT PRIVILEGES IN SCHEMA rebuild GRANT SELECT ON TABLES TO huicai_app, huicai_auditor;
"""

# How a projection fares: a stopped one names the event that it could not process.
STOPS = """
CREATE TABLE read.projections (
    projection       text        PRIMARY KEY,
    state            text        NOT NULL CHECK (state IN ('running', 'stopped')),
    since            timestamptz NOT NULL,
    failed_position  bigint,
    failed_topic     text,
    error            text,
    message          text
);
"""

QUOTA_BOARD = """
CREATE TABLE read.quota_board (
    quota_id        uuid    PRIMARY KEY,
    city            text    NOT NULL,
    card_type       text    NOT NULL,
    quota_year      integer NOT NULL,
    policy_version  text    NOT NULL,
    city_limit      integer NOT NULL,
    closed          boolean NOT NULL,
    method_filed    boolean NOT NULL,
    version         bigint  NOT NULL,
    position        bigint  NOT NULL,
    CONSTRAINT one_quota_per_year UNIQUE (quota_year, city, card_type)
);
CREATE TABLE read.quota_board_partitions (
    quota_id          uuid    NOT NULL,
    department        text    NOT NULL,
    department_limit  integer NOT NULL,
    PRIMARY KEY (quota_id, department)
);
CREATE TABLE read.quota_board_places (
    place_id             uuid   PRIMARY KEY,
    quota_id             uuid   NOT NULL,
    department           text   NOT NULL,
    transfer_to          text,
    enterprise_id        uuid   NOT NULL,
    enterprise_area      text   NOT NULL,
    list_type            text   NOT NULL,
    list_batch_id        uuid   NOT NULL,
    status               text   NOT NULL,
    release_cause        text,
    nominated_on         date   NOT NULL,
    nominated_at         bigint NOT NULL,
    letter_number        text,
    talent_id            uuid,
    card_application_id  uuid
);
CREATE INDEX places_of_quota ON read.quota_board_places (quota_id);
CREATE TABLE read.quota_board_enterprises (
    enterprise_id  uuid PRIMARY KEY,
    name           text NOT NULL,
    name_since     date NOT NULL
);
CREATE TABLE read.quota_board_lists (
    list_batch_id    uuid PRIMARY KEY,
    document_number  text NOT NULL
);
CREATE TABLE read.quota_board_talents (
    talent_id  uuid  PRIMARY KEY,
    subject    uuid  NOT NULL,
    blob       bytea NOT NULL,
    bound      bytea NOT NULL
);
"""

ENTERPRISE_REGISTER = """
CREATE TABLE read.enterprise_register (
    enterprise_id  uuid   PRIMARY KEY,
    city           text   NOT NULL,
    area           text   NOT NULL,
    area_since     date,
    name           text   NOT NULL,
    name_since     date   NOT NULL,
    uscc           text,
    version        bigint NOT NULL,
    position       bigint NOT NULL
);
CREATE INDEX enterprises_in_order ON read.enterprise_register (name, enterprise_id);
CREATE INDEX enterprises_of_area ON read.enterprise_register (area, name, enterprise_id);
CREATE INDEX enterprises_by_credit_code ON read.enterprise_register (uscc);
CREATE TABLE read.enterprise_register_names (
    enterprise_id  uuid NOT NULL,
    match_form     text NOT NULL,
    PRIMARY KEY (enterprise_id, match_form)
);
CREATE INDEX enterprises_by_name ON read.enterprise_register_names (match_form);
CREATE TABLE read.enterprise_register_listings (
    enterprise_id  uuid   NOT NULL,
    listed_at      bigint NOT NULL,
    list_type      text   NOT NULL,
    list_batch_id  uuid   NOT NULL,
    listed_from    date   NOT NULL,
    listed_until   date,
    PRIMARY KEY (enterprise_id, listed_at)
);
CREATE TABLE read.enterprise_register_principals (
    principal_id   uuid   PRIMARY KEY,
    enterprise_id  uuid   NOT NULL,
    role           text   NOT NULL,
    party_managed  text   NOT NULL,
    list_type      text,
    since          date   NOT NULL,
    left_on        date,
    named_at       bigint NOT NULL,
    subject        uuid   NOT NULL,
    blob           bytea  NOT NULL,
    bound          bytea  NOT NULL
);
CREATE INDEX principals_of_enterprise ON read.enterprise_register_principals (enterprise_id);
CREATE TABLE read.enterprise_register_places (
    place_id       uuid PRIMARY KEY,
    enterprise_id  uuid NOT NULL
);
CREATE INDEX held_places_of_enterprise ON read.enterprise_register_places (enterprise_id);
RESET ROLE;
"""


def upgrade() -> None:
    for statements in (BESIDE, STOPS, QUOTA_BOARD, ENTERPRISE_REGISTER):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
