"""A small stand-in for Jira Cloud, in memory and on loopback, for the demo and the tests only: never a Jira."""
