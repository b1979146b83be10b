"""What is remembered of Jira: projects, issues, links, versions, sprints."""

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0002_issues_and_projects"
down_revision = "0001_sites_and_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issue",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("key", types.PlainText(), nullable=False),
        sa.Column("summary", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("status_id", types.PlainText(), nullable=False),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("created_by", types.PlainText(), nullable=True),
        sa.Column("known_from", types.UtcDateTime(), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=False),
        sa.Column("opening", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_issue")),
    )
    op.create_index("ix_issue_key", "issue", ["site_id", "key"], unique=False)
    op.create_index("ix_issue_project", "issue", ["site_id", "project_id", "created_at", "id"], unique=False)
    op.create_table(
        "issue_change",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issue_id", types.PlainText(), nullable=False),
        sa.Column("change_id", types.PlainText(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("actor", types.PlainText(), nullable=True),
        sa.Column("moves", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "issue_id", "change_id", name=op.f("pk_issue_change")),
    )
    op.create_table(
        "issue_link",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("link_id", types.PlainText(), nullable=False),
        sa.Column("source_id", types.PlainText(), nullable=False),
        sa.Column("destination_id", types.PlainText(), nullable=False),
        sa.Column("outward", types.PlainText(), nullable=False),
        sa.Column("inward", types.PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "link_id", name=op.f("pk_issue_link")),
    )
    op.create_index("ix_issue_link_destination", "issue_link", ["site_id", "destination_id"], unique=False)
    op.create_index("ix_issue_link_source", "issue_link", ["site_id", "source_id"], unique=False)
    op.create_table(
        "issue_past_project",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("issue_id", types.PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "project_id", "issue_id", name=op.f("pk_issue_past_project")),
    )
    op.create_table(
        "jira_version",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("released", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("start_on", types.PlainText(), nullable=True),
        sa.Column("release_on", types.PlainText(), nullable=True),
        sa.Column("released_at", types.UtcDateTime(), nullable=True),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_jira_version")),
    )
    op.create_index("ix_jira_version_project", "jira_version", ["site_id", "project_id"], unique=False)
    op.create_table(
        "meaning",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", types.PlainText(), nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("value", types.PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "kind", "id", name=op.f("pk_meaning")),
    )
    op.create_table(
        "project",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("key", types.PlainText(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("life", types.PlainText(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("estimate_field", types.PlainText(), nullable=True),
        sa.Column("sprint_field", types.PlainText(), nullable=True),
        sa.Column("when_done", types.PlainText(), nullable=False),
        sa.Column("currency", types.PlainText(), nullable=False),
        sa.Column("progress_state", types.PlainText(), server_default="none", nullable=False),
        sa.Column("progress_done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("progress_total", sa.BigInteger(), nullable=True),
        sa.Column("progress_message", types.PlainText(), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_project")),
    )
    op.create_index("ix_project_key", "project", ["site_id", "key"], unique=False)
    op.create_table(
        "series",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("prefix", types.PlainText(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "project_id", "prefix", name=op.f("pk_series")),
    )
    op.create_table(
        "sprint",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("board_id", types.PlainText(), nullable=True),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("state", types.PlainText(), nullable=False),
        sa.Column("started_at", types.UtcDateTime(), nullable=True),
        sa.Column("ends_at", types.UtcDateTime(), nullable=True),
        sa.Column("completed_at", types.UtcDateTime(), nullable=True),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_sprint")),
    )
    protect(
        "project",
        "series",
        "meaning",
        "issue",
        "issue_change",
        "issue_past_project",
        "issue_link",
        "jira_version",
        "sprint",
    )


def downgrade() -> None:
    op.drop_table("sprint")
    op.drop_table("jira_version")
    op.drop_table("issue_link")
    op.drop_table("issue_past_project")
    op.drop_table("issue_change")
    op.drop_table("issue")
    op.drop_table("meaning")
    op.drop_table("series")
    op.drop_table("project")
