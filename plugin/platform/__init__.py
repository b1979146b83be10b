"""Who is calling: Jira's signed requests proved, and ours signed, without Flask and without a database."""
