"""The web core from outside: gates, webhooks, headers, failures, over the real app and real storage."""
