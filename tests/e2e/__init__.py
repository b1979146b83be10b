"""The whole path: a stand-in Jira, the real app as a process of its own, and what people see of both."""
