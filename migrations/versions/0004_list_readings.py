"""Readings of list pages, so that an unchanged page need not be read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_readings",
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_list_readings_portal")),
        sa.PrimaryKeyConstraint("portal", "place", name=op.f("pk_list_readings")),
    )


def downgrade() -> None:
    op.drop_table("list_readings")
