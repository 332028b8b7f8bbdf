"""Every role may see which version the database is at: whoever starts says so in words, and not by an error of SQL."""

from alembic import op

revision = "0026_version_shown"
down_revision = "0025_report_register"
branch_labels = None
depends_on = None

GRANT = """
GRANT SELECT ON log.schema_version
   TO huicai_app, huicai_projector, huicai_scheduler, huicai_sealer, huicai_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(GRANT)


def downgrade() -> None:
    raise NotImplementedError("steps only go forward: restore the backup from before the upgrade")
