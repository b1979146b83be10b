"""Plumbline: risk registers, scope-change logs and post-project reviews for Jira Cloud."""
