"""The background work: lanes, errands and processes, over the real queue."""
