"""The yardstick: the same job as a plain Flask view does it - PyJWT, one ORM row and one commit for each request."""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import jwt
from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from gunicorn.app.base import BaseApplication
from sqlalchemy import Engine, LargeBinary, UniqueConstraint, create_engine, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

THREADS = 8
ROWS = 50
PAGE = """<!doctype html><title>Register</title><h1>Risks</h1>
<table>{% for row in (5, 4, 3, 2, 1) %}<tr>{% for column in (1, 2, 3, 4, 5) %}
<td class="level">{{ counts.get((row, column), 0) }}</td>{% endfor %}</tr>{% endfor %}</table>
<table>{% for risk in risks %}<tr><td>{{ risk.key }}</td><td>{{ risk.title }}</td><td>{{ risk.owner }}</td>
<td>{{ risk.probability }}</td><td>{{ risk.impact }}</td></tr>{% endfor %}</table>"""


class Base(DeclarativeBase):
    """The yardstick's tables."""


class Tenant(Base):
    """A site that has installed the app."""

    __tablename__ = "tenant"
    id: Mapped[int] = mapped_column(primary_key=True)
    client_key: Mapped[str] = mapped_column(unique=True)
    shared_secret: Mapped[str]


class Delivery(Base):
    """One webhook as it came."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("tenant_id", "delivery_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int]
    delivery_id: Mapped[str]
    event: Mapped[str]
    project: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Risk(Base):
    """One row of the page."""

    __tablename__ = "risk"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str]
    title: Mapped[str]
    owner: Mapped[str]
    probability: Mapped[int]
    impact: Mapped[int]


def create_app(sessions: sessionmaker[Session]) -> Flask:
    """The two views: receive a webhook, show a page."""
    app = Flask(__name__)
    template = app.jinja_env.from_string(PAGE)

    @app.post("/connect/webhooks")
    def receive() -> ResponseReturnValue:
        with sessions() as session:
            tenant = proved_tenant(session, request.headers["Authorization"].removeprefix("JWT "))
            body = request.get_json()
            session.add(
                Delivery(
                    tenant_id=tenant.id,
                    delivery_id=request.headers["X-Atlassian-Webhook-Identifier"],
                    event=body["webhookEvent"],
                    project=body["issue"]["fields"]["project"]["id"],
                    body=request.get_data(),
                )
            )
            try:
                session.commit()
            except IntegrityError:
                session.rollback()
        return "", 204

    @app.get("/page")
    def page() -> ResponseReturnValue:
        with sessions() as session:
            tenant = proved_tenant(session, request.args["jwt"])
            risks = session.scalars(select(Risk).where(Risk.tenant_id == tenant.id)).all()
            counts: dict[tuple[int, int], int] = {}
            for risk in risks:
                counts[risk.probability, risk.impact] = counts.get((risk.probability, risk.impact), 0) + 1
            return template.render(risks=risks, counts=counts)

    return app


def proved_tenant(session: Session, token: str) -> Tenant:
    """The tenant whose secret signed the token for this very request; answers 401 otherwise."""
    claimed = jwt.decode(token, options={"verify_signature": False})
    tenant = session.scalar(select(Tenant).where(Tenant.client_key == claimed["iss"]))
    if tenant is None:
        abort(401)
    try:
        claims = jwt.decode(token, tenant.shared_secret, algorithms=["HS256"], leeway=30)
    except jwt.PyJWTError:
        abort(401)
    if claims.get("qsh") != query_string_hash():
        abort(401)
    return tenant


def query_string_hash() -> str:
    """The hash over this request that its token must carry."""
    pairs = sorted((k, v) for k, v in parse_qsl(request.query_string.decode(), keep_blank_values=True) if k != "jwt")
    query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in pairs)
    return hashlib.sha256(f"{request.method}&{request.path}&{query}".encode()).hexdigest()


def prepare(path: Path, client_key: str, secret: str) -> None:
    """Make the database: WAL once, the tables, one tenant and the rows of its page."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    engine = durable_engine(path)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Tenant(id=1, client_key=client_key, shared_secret=secret))
        session.add_all(
            Risk(
                tenant_id=1,
                key=f"R-{number}",
                title=f"Supplier {number} delivers late",
                owner="Release lead",
                probability=number % 5 + 1,
                impact=number // 5 % 5 + 1,
            )
            for number in range(ROWS)
        )
        session.commit()
    engine.dispose()


def durable_engine(path: Path) -> Engine:
    """An engine whose every commit is on the disk before it returns."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.cursor().execute("PRAGMA synchronous=FULL")

    return engine


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn in the app's own layout: one process with eight threads."""

    def __init__(self, path: Path, port: int) -> None:
        self._path = path
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        """The same settings as the app's."""
        chosen: dict[str, Any] = {
            "bind": f"127.0.0.1:{self._port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 15,
            "loglevel": "error",
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The WSGI app of the worker."""
        return create_app(sessionmaker(durable_engine(self._path)))


def main() -> None:
    """Make the database and serve until told to stop."""
    parser = argparse.ArgumentParser()
    for name in ("database", "port", "client-key", "secret"):
        parser.add_argument(f"--{name}", required=True)
    given = parser.parse_args()
    prepare(Path(given.database), given.client_key, given.secret)
    Server(Path(given.database), int(given.port)).run()


if __name__ == "__main__":
    main()
