"""The way to one site's Jira Cloud: searches, calendars, properties and permissions behind the port `Jira`."""
