"""A page around the app's iframes that acts like Jira's, with the real Connect bridge; for demo and tests only."""

from tests.standin.host.blueprint import host_blueprint

__all__ = ["host_blueprint"]
