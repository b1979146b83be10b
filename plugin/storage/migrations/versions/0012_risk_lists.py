"""Views of the register that people keep, and what lists of risks sort and count by."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from plugin.storage import types
from plugin.storage.migrations.row_security import protect

revision = "0012_risk_lists"
down_revision = "0011_watches"
branch_labels = None
depends_on = None

NEW = ("expected", "confidence", "above_appetite", "accepted", "responses", "responses_done", "labels")
STARTER = {"points": [0.03, 0.12, 0.32, 0.6, 0.85], "above": ["High", "Critical"]}
CONFIDENCE = {"low": 1, "medium": 2, "high": 3}


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.PlainText(), nullable=False),
        sa.Column("project_id", types.PlainText(), nullable=False),
        sa.Column("account_id", types.PlainText(), nullable=False),
        sa.Column("name", types.PlainText(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("query", types.PlainText(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.Column("deleted_at", types.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_project", "saved_view", ["site_id", "project_id"])
    op.add_column("risk", sa.Column("expected", sa.BigInteger(), nullable=True))
    op.add_column("risk", sa.Column("confidence", sa.Integer(), nullable=True))
    for name in ("above_appetite", "accepted"):
        op.add_column("risk", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("responses", "responses_done"):
        op.add_column("risk", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("risk", sa.Column("labels", types.PlainText(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('app.site', '*', true)")
    _fill()
    protect("saved_view")


def _fill() -> None:
    connection = op.get_bind()
    columns = ("site_id", "id", "direction", "level", "ratings", "details")
    risk = sa.table("risk", *(sa.column(name) for name in (*columns, *NEW)))
    models = _models()
    answered = _answered()
    statement = (
        sa.update(risk)
        .where(risk.c.site_id == sa.bindparam("s"), risk.c.id == sa.bindparam("i"))
        .values({name: sa.bindparam(f"new_{name}") for name in NEW})
    )
    rows = connection.execute(sa.select(*(risk.c[name] for name in columns))).mappings().all()
    filled = [_new(row, models, answered) for row in rows]
    if filled:
        connection.execute(statement, filled)


def _new(row: Any, models: dict[tuple[int, str], dict[str, Any]], answered: dict[Any, list[tuple[str, bool]]]) -> Any:
    ratings, details = json.loads(row["ratings"]), json.loads(row["details"])
    current = ratings.get("current") or {}
    model = models.get((row["site_id"], current.get("model", "")), STARTER)
    cost = current.get("cost")
    treatment = details.get("treatment") or {}
    acceptance = treatment.get("acceptance")
    done = _responses(treatment.get("actions") or [], answered.get((row["site_id"], row["id"]), []))
    labels = details.get("labels") or []
    return {
        "s": row["site_id"],
        "i": row["id"],
        "new_expected": None if cost is None else round(model["points"][current["probability"] - 1] * cost),
        "new_confidence": CONFIDENCE.get(current.get("confidence") or ""),
        "new_above_appetite": row["direction"] == "threat" and row["level"] in model["above"],
        "new_accepted": acceptance is not None and acceptance.get("revoked_on") is None,
        "new_responses": len(done),
        "new_responses_done": sum(done),
        "new_labels": "\n{}\n".format("\n".join(labels)) if labels else None,
    }


def _responses(actions: list[dict[str, Any]], ties: list[tuple[str, bool]]) -> list[bool]:
    idle = {one.get("issue_id"): one for one in actions if one.get("issue_id") and not _counts(one)}
    tied = [done for issue_id, done in ties if issue_id not in idle]
    ours = [one.get("state") == "done" for one in actions if not one.get("issue_id") and _counts(one)]
    return tied + ours


def _counts(action: dict[str, Any]) -> bool:
    return action.get("kind") != "contingent" and action.get("state") != "cancelled"


def _answered() -> dict[Any, list[tuple[str, bool]]]:
    tie = sa.table("risk_issue", *(sa.column(name) for name in ("site_id", "risk_id", "issue_id", "role", "done")))
    found: dict[Any, list[tuple[str, bool]]] = {}
    for row in op.get_bind().execute(sa.select(tie).where(tie.c.role == "response")).mappings():
        found.setdefault((row["site_id"], row["risk_id"]), []).append((row["issue_id"], bool(row["done"])))
    return found


def _models() -> dict[tuple[int, str], dict[str, Any]]:
    model = sa.table("risk_model", *(sa.column(name) for name in ("site_id", "version", "body")))
    found = {}
    for row in op.get_bind().execute(sa.select(model)).mappings():
        body = json.loads(row["body"])
        ranks = {level["name"]: level["rank"] for level in body["levels"]}
        above = [name for name, rank in ranks.items() if rank > ranks[body["appetite"]]]
        points = [one["point"] for one in body["probabilities"]]
        found[row["site_id"], row["version"]] = {"points": points, "above": above}
    return found


def downgrade() -> None:
    with op.batch_alter_table("risk") as risk:
        for name in NEW:
            risk.drop_column(name)
    op.drop_index("ix_saved_view_project", table_name="saved_view")
    op.drop_table("saved_view")
