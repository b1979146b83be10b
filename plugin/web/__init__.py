"""The app on the web: gates, webhooks, lifecycle, pages, fragments, the REST API and health, on Flask."""
