"""The REST API: what each resource answers, to whom, and how it refuses."""
