"""The gateway to Jira, held to the stand-in and to recorded issues."""
