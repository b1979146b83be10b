"""Row-level security, the second wall between sites on PostgreSQL: a transaction sees the site it was opened for."""

from __future__ import annotations

from alembic import op

# `app.site` is set by the transaction itself (database.py): a site's number, or "*" for work across all sites. Unset
# means nothing is seen. The sub-select is evaluated once a statement instead of once a row.
_SITE = "(SELECT current_setting('app.site', true))"


def protect(*tables: str, column: str = "site_id") -> None:
    """Let the rows of these tables be seen and written only by transactions of their site; owners are bound, too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        rule = f"{column}::text = {_SITE} OR {_SITE} = '*'"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_its_site ON {table} USING ({rule}) WITH CHECK ({rule})")
