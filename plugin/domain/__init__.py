"""The rules of risk, scope and review as plain Python: no clock, no network, no database."""
