"""Keeps everything, in SQLite or PostgreSQL: the ports' repositories, the queue, the sites, and the migrations."""

from plugin.storage.database import Database, open_database
from plugin.storage.forge_sites import SqlForgeSites
from plugin.storage.forge_tokens import SqlForgeTokens
from plugin.storage.install_keys import SqlInstallKeys
from plugin.storage.queue import SqlQueue
from plugin.storage.secrets import SecretLost, Secrets
from plugin.storage.sites import SqlSites
from plugin.storage.tokens import SqlTokens, TokenRow
from plugin.storage.unit_of_work import SqlUnitOfWork, SqlWork

__all__ = [
    "Database",
    "SecretLost",
    "Secrets",
    "SqlForgeSites",
    "SqlForgeTokens",
    "SqlInstallKeys",
    "SqlQueue",
    "SqlSites",
    "SqlTokens",
    "SqlUnitOfWork",
    "SqlWork",
    "TokenRow",
    "open_database",
]
