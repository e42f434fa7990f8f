"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: SQLite numbers rows itself only where the key is spelt INTEGER
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "portals",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("division_code", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("home_url", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_complete", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_portals")),
    )
    op.create_table(
        "reports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("issuer_key", sa.String(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("division_code", sa.String(), nullable=True),
        sa.Column("current_version", sa.SmallInteger(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vanished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copy_of", KEY, nullable=True),
        sa.Column("merged_into", KEY, nullable=True),
        sa.Column("status_decided", sa.Boolean(), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'quarantined', 'merged')", name=op.f("ck_reports_status")),
        sa.ForeignKeyConstraint(["copy_of"], ["reports.id"], name=op.f("fk_reports_copy_of")),
        sa.ForeignKeyConstraint(["merged_into"], ["reports.id"], name=op.f("fk_reports_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("identity", name=op.f("uq_reports_identity")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_copy_of"), ["copy_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_issuer_key_year"), ["issuer_key", "year"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_merged_into"), ["merged_into"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("reports_new", sa.Integer(), nullable=False),
        sa.Column("reports_changed", sa.Integer(), nullable=False),
        sa.Column("reports_unchanged", sa.Integer(), nullable=False),
        sa.Column("reports_quarantined", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("counters", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_alarms_portal")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_alarms_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("run_id", "kind", "portal", "url", name=op.f("uq_alarms_run_id_kind_portal_url")),
    )
    op.create_table(
        "exclusions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("was_read", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_exclusions_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint("portal", "url", name=op.f("uq_exclusions_portal_url")),
    )
    op.create_table(
        "failures",
        sa.Column("id", KEY, nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("is_page", sa.Boolean(), nullable=False),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("run_id", KEY, nullable=True),
        sa.Column("resolved", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_failures_portal")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_failures_run_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failures")),
        sa.UniqueConstraint("portal", "url", "kind", name=op.f("uq_failures_portal_url_kind")),
    )
    with op.batch_alter_table("failures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failures_part_of"), ["part_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_failures_url"), ["url"], unique=False)

    op.create_table(
        "pages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("body_sha256", sa.String(), nullable=True),
        sa.Column("body_size", sa.Integer(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("link_text", sa.String(), nullable=True),
        sa.Column("list_date", sa.String(), nullable=True),
        sa.Column("list_url", sa.String(), nullable=True),
        sa.Column("encoding", sa.String(), nullable=True),
        sa.Column("encoding_rule", sa.String(), nullable=True),
        sa.Column("encoding_confidence", sa.Double(), nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("vanished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archive_file", sa.String(), nullable=True),
        sa.Column("archive_offset", KEY, nullable=True),
        sa.Column("archive_length", sa.Integer(), nullable=True),
        sa.CheckConstraint("outcome IN ('report', 'quarantined', 'excluded', 'failed')", name=op.f("ck_pages_outcome")),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_pages_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("portal", "url", name=op.f("uq_pages_portal_url")),
    )
    op.create_table(
        "portal_runs",
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_portal_runs_portal")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_portal_runs_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "portal", name=op.f("pk_portal_runs")),
    )
    op.create_table(
        "report_lists",
        sa.Column("id", KEY, nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("column_url", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("new_links", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_report_lists_portal")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_report_lists_run_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_lists")),
        sa.UniqueConstraint("portal", "url", name=op.f("uq_report_lists_portal_url")),
    )
    op.create_table(
        "similar_reports",
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("other_report_id", KEY, nullable=False),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("found", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("report_id < other_report_id", name=op.f("ck_similar_reports_order")),
        sa.ForeignKeyConstraint(["other_report_id"], ["reports.id"], name=op.f("fk_similar_reports_other_report_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_similar_reports_report_id")),
        sa.PrimaryKeyConstraint("report_id", "other_report_id", name=op.f("pk_similar_reports")),
    )
    with op.batch_alter_table("similar_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_similar_reports_other_report_id"), ["other_report_id"], unique=False)

    op.create_table(
        "text_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_text_bands_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "report_id", name=op.f("pk_text_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_versions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("page_id", KEY, nullable=False),
        sa.Column("run_id", KEY, nullable=True),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("index_no", sa.String(), nullable=True),
        sa.Column("doc_no", sa.String(), nullable=True),
        sa.Column("publish_date", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("division_code", sa.String(), nullable=True),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("table_source", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_report_versions_page_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_versions_report_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_report_versions_run_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_versions")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_versions_report_id_number")),
    )
    with op.batch_alter_table("report_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_versions_page_id"), ["page_id"], unique=False)

    op.create_table(
        "sources",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("page_id", KEY, nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("index_key", sa.String(), nullable=True),
        sa.Column("text_hash", sa.BigInteger(), nullable=True),
        sa.Column("content_hash", sa.BigInteger(), nullable=False),
        sa.Column("worth", sa.SmallInteger(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_sources_page_id")),
        sa.ForeignKeyConstraint(["portal"], ["portals.slug"], name=op.f("fk_sources_portal")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_sources_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("page_id", "report_id", name=op.f("uq_sources_page_id_report_id")),
    )
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sources_portal_index_key"), ["portal", "index_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_sources_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sources_text_hash"), ["text_hash"], unique=False)

    op.create_table(
        "appendix_rows",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("raw", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_appendix_rows_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "line", name=op.f("pk_appendix_rows")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "application_figures",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("row_code", sa.String(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("natural_person", sa.BigInteger(), nullable=True),
        sa.Column("enterprise", sa.BigInteger(), nullable=True),
        sa.Column("research_institution", sa.BigInteger(), nullable=True),
        sa.Column("public_interest_org", sa.BigInteger(), nullable=True),
        sa.Column("legal_service_org", sa.BigInteger(), nullable=True),
        sa.Column("other", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_application_figures_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "row_code", name=op.f("pk_application_figures")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attachments",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("archive_file", sa.String(), nullable=True),
        sa.Column("archive_offset", KEY, nullable=True),
        sa.Column("archive_length", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_attachments_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "line", name=op.f("pk_attachments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decisions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("other_report_id", KEY, nullable=True),
        sa.Column("source_id", KEY, nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["other_report_id"], ["reports.id"], name=op.f("fk_decisions_other_report_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_decisions_report_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_decisions_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_report_id"), ["report_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_evidence_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "line", name=op.f("pk_evidence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "findings",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_findings_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "line", name=op.f("pk_findings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proactive_figures",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("row_code", sa.String(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("made", sa.Float(precision=53), nullable=True),
        sa.Column("disclosed", sa.Float(precision=53), nullable=True),
        sa.Column("disclosed_total", sa.Float(precision=53), nullable=True),
        sa.Column("repealed", sa.Float(precision=53), nullable=True),
        sa.Column("in_force", sa.Float(precision=53), nullable=True),
        sa.Column("previous_items", sa.Float(precision=53), nullable=True),
        sa.Column("change", sa.Float(precision=53), nullable=True),
        sa.Column("decisions", sa.Float(precision=53), nullable=True),
        sa.Column("projects", sa.Float(precision=53), nullable=True),
        sa.Column("amount", sa.Float(precision=53), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_proactive_figures_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "row_code", name=op.f("pk_proactive_figures")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proceeding_figures",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("row_code", sa.String(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("upheld", sa.BigInteger(), nullable=True),
        sa.Column("corrected", sa.BigInteger(), nullable=True),
        sa.Column("other", sa.BigInteger(), nullable=True),
        sa.Column("pending", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_proceeding_figures_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "row_code", name=op.f("pk_proceeding_figures")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sections",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["report_versions.id"], name=op.f("fk_sections_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_sections")),
    )


def downgrade() -> None:
    op.drop_table("sections")
    op.drop_table("proceeding_figures")
    op.drop_table("proactive_figures")
    op.drop_table("findings")
    op.drop_table("evidence")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_report_id"))

    op.drop_table("decisions")
    op.drop_table("attachments")
    op.drop_table("application_figures")
    op.drop_table("appendix_rows")
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sources_text_hash"))
        batch_op.drop_index(batch_op.f("ix_sources_report_id"))
        batch_op.drop_index(batch_op.f("ix_sources_portal_index_key"))

    op.drop_table("sources")
    with op.batch_alter_table("report_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_versions_page_id"))

    op.drop_table("report_versions")
    op.drop_table("text_bands")
    with op.batch_alter_table("similar_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_similar_reports_other_report_id"))

    op.drop_table("similar_reports")
    op.drop_table("report_lists")
    op.drop_table("portal_runs")
    op.drop_table("pages")
    with op.batch_alter_table("failures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failures_url"))
        batch_op.drop_index(batch_op.f("ix_failures_part_of"))

    op.drop_table("failures")
    op.drop_table("exclusions")
    op.drop_table("alarms")
    op.drop_table("runs")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_merged_into"))
        batch_op.drop_index(batch_op.f("ix_reports_issuer_key_year"))
        batch_op.drop_index(batch_op.f("ix_reports_copy_of"))

    op.drop_table("reports")
    op.drop_table("portals")
