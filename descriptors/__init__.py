"""What Jira is told about the app: one module here for each Jira module, rendered into a descriptor."""
