"""Rows. SQLAlchemy Core, synchronous; SQLite and PostgreSQL look alike from here up."""
