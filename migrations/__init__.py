"""Alembic's migrations; run by `storage.migrate`, from the installed package."""
