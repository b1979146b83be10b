"""How fast the app is, beside a plain Flask view that does the same job: `make bench`, or `python -m tests.bench`."""
