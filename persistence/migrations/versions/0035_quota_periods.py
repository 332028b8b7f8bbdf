"""The quota board as it was known at any position, and on any day (知悉期间、生效期间).

It is made anew, because the periods come from what happened to the quotas from their first event on.
"""

from alembic import op

revision = "0035_quota_periods"
down_revision = "0034_security_log"
branch_labels = None
depends_on = None

PERIODS = """
SET LOCAL ROLE huicai_projector;
DROP TABLE read.quota_board, read.quota_board_partitions, read.quota_board_places;
CREATE TABLE read.quota_board (
    quota_id        uuid    NOT NULL,
    known_from      bigint  NOT NULL,
    known_to        bigint  NOT NULL,
    effective_from  date    NOT NULL,
    effective_to    date    NOT NULL,
    city            text    NOT NULL,
    card_type       text    NOT NULL,
    quota_year      integer NOT NULL,
    policy_version  text    NOT NULL,
    city_limit      integer NOT NULL,
    closed          boolean NOT NULL,
    method_filed    boolean NOT NULL,
    version         bigint  NOT NULL,
    position        bigint  NOT NULL,
    PRIMARY KEY (quota_id, known_from, effective_from)
);
CREATE UNIQUE INDEX one_quota_per_year ON read.quota_board
    (quota_year, city, card_type)
    WHERE known_to = 9223372036854775807 AND effective_to = '9999-12-31';
CREATE TABLE read.quota_board_partitions (
    quota_id          uuid    NOT NULL,
    department        text    NOT NULL,
    known_from        bigint  NOT NULL,
    known_to          bigint  NOT NULL,
    effective_from    date    NOT NULL,
    effective_to      date    NOT NULL,
    department_limit  integer NOT NULL,
    PRIMARY KEY (quota_id, department, known_from, effective_from)
);
CREATE TABLE read.quota_board_places (
    place_id             uuid   NOT NULL,
    known_from           bigint NOT NULL,
    known_to             bigint NOT NULL,
    effective_from       date   NOT NULL,
    effective_to         date   NOT NULL,
    quota_id             uuid   NOT NULL,
    department           text   NOT NULL,
    transfer_to          text,
    enterprise_id        uuid   NOT NULL,
    enterprise_area      text   NOT NULL,
    list_type            text   NOT NULL,
    list_batch_id        uuid,
    status               text   NOT NULL,
    release_cause        text,
    nominated_on         date   NOT NULL,
    nominated_at         bigint NOT NULL,
    letter_number        text,
    talent_id            uuid,
    card_application_id  uuid,
    PRIMARY KEY (place_id, known_from, effective_from)
);
CREATE INDEX places_of_quota ON read.quota_board_places (quota_id, known_from, known_to, effective_from, effective_to);
TRUNCATE read.quota_board_enterprises, read.quota_board_lists, read.quota_board_talents;
DELETE FROM read.tracking WHERE projection = 'quota_board';
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(PERIODS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
