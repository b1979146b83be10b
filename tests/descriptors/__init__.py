"""What Jira is told about the app: fresh, valid, and asking for no more than is used."""
