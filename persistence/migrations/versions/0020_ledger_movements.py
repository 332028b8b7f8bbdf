"""The ledger movements: what came into and went out of every cell of the ledgers, and how items stood (台账变动)."""

from alembic import op

revision = "0020_ledger_movements"
down_revision = "0019_job_orders"
branch_labels = None
depends_on = None

MOVEMENTS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.ledger_movements (
    item_id       uuid     NOT NULL,
    position      bigint   NOT NULL,
    side          smallint NOT NULL,
    number        text     NOT NULL,
    area          text     NOT NULL,
    ledger        text     NOT NULL,
    kind          text     NOT NULL,
    direction     smallint NOT NULL,
    effective_on  date     NOT NULL,
    booked_on     date     NOT NULL,
    in_time       boolean,
    working_days  integer,
    satisfied     boolean,
    category      text,
    PRIMARY KEY (item_id, position, side)
);
CREATE INDEX movements_by_position ON read.ledger_movements (area, position);
CREATE INDEX movements_by_day ON read.ledger_movements (area, booked_on, position);
CREATE TABLE read.ledger_movements_items (
    item_id         uuid    NOT NULL,
    known_from      bigint  NOT NULL,
    known_to        bigint  NOT NULL,
    booked_on       date    NOT NULL,
    booked_to       date    NOT NULL,
    number          text    NOT NULL,
    policy_version  text    NOT NULL,
    area            text    NOT NULL,
    ledger          text    NOT NULL,
    category        text,
    enterprise_id   uuid,
    responsible     text,
    is_open         boolean NOT NULL,
    is_escalated    boolean NOT NULL,
    due_on          date,
    times           text    NOT NULL,
    PRIMARY KEY (item_id, known_from)
);
CREATE INDEX standings_now ON read.ledger_movements_items (item_id, known_to);
CREATE INDEX standings_open_now ON read.ledger_movements_items (is_open, known_to);
CREATE INDEX standings_of_number ON read.ledger_movements_items (number);
CREATE INDEX standings_open_until ON read.ledger_movements_items (area, known_to) WHERE is_open;
CREATE INDEX standings_open_by ON read.ledger_movements_items (area, booked_to) WHERE is_open;
CREATE TABLE read.ledger_movements_rules (
    policy_version  text NOT NULL,
    ledger          text NOT NULL,
    rules           text NOT NULL,
    PRIMARY KEY (policy_version, ledger)
);
CREATE TABLE read.ledger_movements_years (
    year    integer NOT NULL PRIMARY KEY,
    notice  text    NOT NULL
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(MOVEMENTS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
