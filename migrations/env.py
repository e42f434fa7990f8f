"""Alembic's environment: runs on the connection that `storage.migrate` hands over."""

from __future__ import annotations

from alembic import context

from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
