"""The production register: batches of cards that are made together, and what became of each card (制卡批次)."""

from alembic import op

revision = "0017_production"
down_revision = "0016_card_reminders"
branch_labels = None
depends_on = None

PRODUCTION = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.production_register (
    production_batch_id  uuid    PRIMARY KEY,
    opened_at            bigint  NOT NULL,
    version              bigint  NOT NULL,
    policy_version       text    NOT NULL,
    city                 text    NOT NULL,
    card_type            text    NOT NULL,
    stage                text    NOT NULL,
    opened_on            date    NOT NULL,
    ordered_on           date,
    order_number         text,
    ended_on             date,
    cards                integer NOT NULL,
    awaited              integer NOT NULL,
    received             integer NOT NULL,
    misprinted           integer NOT NULL,
    not_made             integer NOT NULL,
    card_ended           integer NOT NULL,
    set_free             integer NOT NULL,
    CONSTRAINT every_card_is_counted_once
        CHECK (cards = awaited + received + misprinted + not_made + card_ended + set_free)
);
CREATE INDEX production_in_order ON read.production_register (opened_at, city, card_type, stage);
CREATE TABLE read.production_register_cards (
    production_batch_id  uuid NOT NULL,
    card_id              uuid NOT NULL,
    outcome              text,
    PRIMARY KEY (production_batch_id, card_id)
);
CREATE UNIQUE INDEX awaited_by_one_batch ON read.production_register_cards (card_id) WHERE outcome IS NULL;
CREATE INDEX production_of_card ON read.production_register_cards (card_id);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(PRODUCTION)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
