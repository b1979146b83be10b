"""Which lanes are due, in SQL: a walk from lane to lane through the index of open rows.

Neither done rows nor long queues behind a head cost anything; a lane costs two look-ups. A lane's head is its running
delivery, else the lowest that is open: an old one may have been revived while its lane ran.
"""

from plugin.storage.queue_part import statement

_DUE = "(d.state = 'ready' AND d.run_at <= :now) OR (d.state = 'running' AND d.lease_until < :now)"
_RUNNING = "SELECT r.id FROM delivery r WHERE r.state = 'running' AND r.site_id = h.site_id AND r.lane = h.lane"

# SQLite has no LATERAL, and seeks by both columns of an index only where they are compared one by one.
_HEADS_SQLITE = f"""
    WITH RECURSIVE lane_head (id, site_id, lane) AS (
        SELECT d.id, d.site_id, d.lane FROM delivery d WHERE d.id = (
            SELECT o.id FROM delivery o WHERE o.state IN ('ready', 'running', 'dead')
            ORDER BY o.site_id, o.lane, o.id LIMIT 1)
        UNION ALL
        SELECT d.id, d.site_id, d.lane FROM lane_head h JOIN delivery d ON d.id = coalesce(
            (SELECT o.id FROM delivery o WHERE o.state IN ('ready', 'running', 'dead')
             AND o.site_id = h.site_id AND o.lane > h.lane ORDER BY o.lane, o.id LIMIT 1),
            (SELECT o.id FROM delivery o WHERE o.state IN ('ready', 'running', 'dead')
             AND o.site_id > h.site_id ORDER BY o.site_id, o.lane, o.id LIMIT 1))
    )
    SELECT d.id FROM lane_head h JOIN delivery d ON d.id = coalesce(({_RUNNING}), h.id)
    WHERE {_DUE} ORDER BY d.id
"""  # noqa: S608 - constants only

# PostgreSQL, behind row-level security, looks up by an index only what is compared with a plain column: a sub-select
# in a join condition would read the whole table. So the walk never leaves its index, and the heads come ready-made.
_HEADS_POSTGRES = f"""
    WITH RECURSIVE lane_head (id, site_id, lane) AS (
        (SELECT o.id, o.site_id, o.lane FROM delivery o WHERE o.state IN ('ready', 'running', 'dead')
         ORDER BY o.site_id, o.lane, o.id LIMIT 1)
        UNION ALL
        SELECT following.id, following.site_id, following.lane FROM lane_head h CROSS JOIN LATERAL (
            SELECT o.id, o.site_id, o.lane FROM delivery o WHERE o.state IN ('ready', 'running', 'dead')
            AND (o.site_id, o.lane) > (h.site_id, h.lane)
            ORDER BY o.site_id, o.lane, o.id LIMIT 1) following
    ),
    head AS MATERIALIZED (SELECT coalesce(({_RUNNING}), h.id) AS id FROM lane_head h)
    SELECT d.id FROM head CROSS JOIN LATERAL (
        SELECT d.id, d.state, d.run_at, d.lease_until FROM delivery d WHERE d.id = head.id OFFSET 0) d
    WHERE {_DUE} ORDER BY d.id
"""  # noqa: S608 - constants only

# To be taken by a worker: a few, of which the first that nobody else grasps is its own.
HEADS_SQLITE = statement(f"{_HEADS_SQLITE} LIMIT 16")
HEADS_POSTGRES = statement(f"{_HEADS_POSTGRES} LIMIT 16")

# To be told of.
ALL_HEADS_SQLITE = statement(f"{_HEADS_SQLITE} LIMIT :most")
ALL_HEADS_POSTGRES = statement(f"{_HEADS_POSTGRES} LIMIT :most")
LANES_OF = statement("SELECT id, site_id, lane FROM delivery WHERE id IN :ids ORDER BY id")

# A fresh table without statistics would be read by bitmap, all open rows for each lane.
BY_INDEX_POSTGRES = statement(
    "SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)"
)

_TAKE = f"SELECT d.id FROM delivery d WHERE d.id IN :ids AND ({_DUE}) ORDER BY d.id LIMIT 1"  # noqa: S608 - constants only
TAKE_SQLITE = statement(_TAKE)
TAKE_POSTGRES = statement(f"{_TAKE} FOR UPDATE SKIP LOCKED")
