"""Atlassian's own checks of a Forge app, run without a network over what this code writes."""
