"""Views for the questions that operators and researchers ask most."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CURRENT = "JOIN report_versions v ON v.report_id = r.id AND v.number = r.current_version"

REPORTS = f"""
SELECT r.id AS report_id, v.id AS version_id, v.year, v.issuer, v.title, v.division_code, v.format, v.table_source,
       v.index_no, v.doc_no, v.publish_date, v.publisher, v.number AS version, v.encoding,
       p.portal, p.url, r.first_seen, r.last_seen, r.vanished
FROM reports r {_CURRENT} JOIN pages p ON p.id = v.page_id
WHERE r.status = 'accepted'
"""

_FIGURES = {
    "proactive": (
        "proactive_figures",
        (
            "made",
            "disclosed",
            "disclosed_total",
            "repealed",
            "in_force",
            "previous_items",
            "change",
            "decisions",
            "projects",
            "amount",
        ),
    ),
    "applications": (
        "application_figures",
        (
            "natural_person",
            "enterprise",
            "research_institution",
            "public_interest_org",
            "legal_service_org",
            "other",
            "total",
        ),
    ),
    "proceedings": ("proceeding_figures", ("upheld", "corrected", "other", "pending", "total")),
}

REPORT_FIGURES = " UNION ALL ".join(
    f"SELECT r.report_id, r.issuer, r.year, r.division_code, r.format, '{name}' AS table_name, f.row_code,"
    f" '{column}' AS column_name, CAST(f.{column} AS DOUBLE PRECISION) AS value"
    f" FROM v_reports r JOIN {table} f ON f.version_id = r.version_id WHERE f.{column} IS NOT NULL"
    for name, (table, columns) in _FIGURES.items()
    for column in columns
)

COVERAGE = """
SELECT p.slug AS portal, p.name, p.division_code, p.level, r.year,
       count(r.report_id) AS reports,
       sum(CASE WHEN r.format <> 'narrative' THEN 1 ELSE 0 END) AS with_tables,
       sum(CASE WHEN r.vanished IS NOT NULL THEN 1 ELSE 0 END) AS vanished,
       max(r.last_seen) AS last_seen
FROM portals p LEFT JOIN v_reports r ON r.portal = p.slug
WHERE p.enabled
GROUP BY p.slug, p.name, p.division_code, p.level, r.year
"""

_TOTAL = "max(CASE WHEN f.row_code = '{row}' THEN f.total END) AS {row}"
APPLICATIONS = f"""
SELECT r.report_id, r.issuer, r.year, r.division_code, r.portal,
       {", ".join(_TOTAL.format(row=row) for row in ("received", "carried_in", "granted", "granted_in_part", "total"))},
       {_TOTAL.format(row="carried_out")}
FROM v_reports r JOIN application_figures f ON f.version_id = r.version_id
GROUP BY r.report_id, r.issuer, r.year, r.division_code, r.portal
"""

CARRY_OVER = """
SELECT a.report_id, b.report_id AS report_id_before, a.issuer, a.division_code, a.year,
       a.carried_in, b.carried_out AS carried_out_before
FROM v_applications a
JOIN reports ra ON ra.id = a.report_id
JOIN reports rb ON rb.issuer_key = ra.issuer_key AND rb.year = ra.year - 1 AND rb.status = 'accepted'
     AND (rb.division_code = ra.division_code OR rb.division_code IS NULL AND ra.division_code IS NULL)
JOIN v_applications b ON b.report_id = rb.id
WHERE a.carried_in IS NOT NULL AND b.carried_out IS NOT NULL
"""

FINDINGS = """
SELECT r.report_id, r.issuer, r.year, r.portal, f.severity, f.rule, f.place, f.message, r.url
FROM v_reports r JOIN findings f ON f.version_id = r.version_id
"""

SOURCES = """
SELECT s.report_id, r.status, s.role, s.portal, p.url, s.rule, s.reason, s.first_seen, s.last_seen, s.ended, p.vanished
FROM sources s JOIN reports r ON r.id = s.report_id JOIN pages p ON p.id = s.page_id
"""

QUARANTINE = f"""
SELECT r.id AS report_id, p.portal, p.url, v.title, v.issuer, v.year, v.verdict, v.score, r.copy_of,
       r.status_decided, v.seen
FROM reports r {_CURRENT} JOIN pages p ON p.id = v.page_id
WHERE r.status = 'quarantined'
"""

FAILING_PORTALS = """
SELECT p.slug AS portal, p.name, p.division_code, p.failing_since, p.last_complete, p.last_error,
       (SELECT count(*) FROM failures f WHERE f.portal = p.slug AND f.resolved IS NULL) AS open_failures
FROM portals p
WHERE p.enabled AND p.failing_since IS NOT NULL
"""

SIMILAR = """
SELECT s.similarity, s.relation, a.report_id, a.issuer, a.year, a.title,
       b.report_id AS other_report_id, b.issuer AS other_issuer, b.year AS other_year, b.title AS other_title
FROM similar_reports s
JOIN v_reports a ON a.report_id = s.report_id
JOIN v_reports b ON b.report_id = s.other_report_id
"""

VIEWS = {
    "v_reports": REPORTS,
    "v_report_figures": REPORT_FIGURES,
    "v_coverage": COVERAGE,
    "v_applications": APPLICATIONS,
    "v_carry_over": CARRY_OVER,
    "v_findings": FINDINGS,
    "v_sources": SOURCES,
    "v_quarantine": QUARANTINE,
    "v_failing_portals": FAILING_PORTALS,
    "v_similar": SIMILAR,
}


def upgrade() -> None:
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query.strip()}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
