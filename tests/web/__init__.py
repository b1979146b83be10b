"""The web: gates, pages, fragments and the REST API, over real storage and a made-up Jira."""
