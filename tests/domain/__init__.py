"""The rules, tried with tables and with random lives."""
