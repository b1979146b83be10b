"""What the app does: commands carried out against ports, and view models for pages; no I/O library is known here."""
