"""Leave the pages of quarantined and merged reports out of v_sources, as they are out of every other view"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ALL = """
SELECT s.report_id, r.status, s.role, s.portal, p.url, s.rule, s.reason, s.first_seen, s.last_seen, s.ended, p.vanished
FROM sources s JOIN reports r ON r.id = s.report_id JOIN pages p ON p.id = s.page_id
"""
_ACCEPTED = f"{_ALL} WHERE r.status = 'accepted' AND s.role <> 'split'"


def _replace(query: str) -> None:
    op.execute("DROP VIEW v_sources")
    op.execute(f"CREATE VIEW v_sources AS {query.strip()}")


def upgrade() -> None:
    _replace(_ACCEPTED)


def downgrade() -> None:
    _replace(_ALL)
