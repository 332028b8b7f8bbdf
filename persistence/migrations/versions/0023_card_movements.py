"""The card movements: what came onto the cities' registers and went off them, and how cards stood (发卡变动).

And what enterprises were called, for the annexes of a report.
"""

from alembic import op

revision = "0023_card_movements"
down_revision = "0022_demand_ledger"
branch_labels = None
depends_on = None

MOVEMENTS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.card_movements (
    card_id       uuid     NOT NULL,
    position      bigint   NOT NULL,
    city          text     NOT NULL,
    card_type     text     NOT NULL,
    kind          text     NOT NULL,
    direction     smallint NOT NULL,
    effective_on  date     NOT NULL,
    booked_on     date     NOT NULL,
    PRIMARY KEY (card_id, position)
);
CREATE INDEX card_movements_by_position ON read.card_movements (city, position);
CREATE INDEX card_movements_by_day ON read.card_movements (city, booked_on);
CREATE TABLE read.card_movements_cards (
    card_id          uuid    NOT NULL,
    known_from       bigint  NOT NULL,
    known_to         bigint  NOT NULL,
    booked_on        date    NOT NULL,
    booked_to        date    NOT NULL,
    city             text    NOT NULL,
    card_type        text    NOT NULL,
    is_renewal       boolean NOT NULL,
    is_held          boolean NOT NULL,
    is_suspended     boolean NOT NULL,
    has_not_arrived  boolean NOT NULL,
    PRIMARY KEY (card_id, known_from)
);
CREATE INDEX card_standings_now ON read.card_movements_cards (card_id, known_to);
CREATE INDEX card_standings_of_city ON read.card_movements_cards (city, is_held, is_suspended, has_not_arrived);
CREATE TABLE read.ledger_movements_enterprises (
    enterprise_id  uuid   NOT NULL,
    known_from     bigint NOT NULL,
    since          date   NOT NULL,
    name           text   NOT NULL,
    PRIMARY KEY (enterprise_id, known_from)
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(MOVEMENTS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
