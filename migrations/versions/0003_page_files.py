"""Files of a page by digest and place, whichever page a report's versions follow"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: SQLite numbers rows itself only where the key is spelt INTEGER
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: the newest archived copy of each file that a version read from the page lists
STORED = """
INSERT INTO page_files (page_id, url, line, filename, sha256, archive_file, archive_offset, archive_length)
SELECT v.page_id, a.url, a.line, a.filename, a.sha256, a.archive_file, a.archive_offset, a.archive_length
FROM attachments a JOIN report_versions v ON v.id = a.version_id
WHERE a.sha256 IS NOT NULL AND a.archive_file IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM attachments b JOIN report_versions w ON w.id = b.version_id
    WHERE w.page_id = v.page_id AND b.url = a.url AND b.sha256 IS NOT NULL AND b.archive_file IS NOT NULL
      AND (b.version_id > a.version_id OR (b.version_id = a.version_id AND b.line < a.line))
)
"""


def upgrade() -> None:
    op.create_table(
        "page_files",
        sa.Column("page_id", KEY, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("archive_file", sa.String(), nullable=False),
        sa.Column("archive_offset", KEY, nullable=False),
        sa.Column("archive_length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_files_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", "url", name=op.f("pk_page_files")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_page_files_sha256"), "page_files", ["sha256"], unique=False)
    op.execute(STORED)


def downgrade() -> None:
    op.drop_index(op.f("ix_page_files_sha256"), table_name="page_files")
    op.drop_table("page_files")
