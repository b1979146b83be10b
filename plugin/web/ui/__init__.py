"""What people see: pages that Jira frames, and the fragments that htmx swaps into them."""
