"""The schema's versions, numbered and named by effect; Alembic runs them through env.py."""
