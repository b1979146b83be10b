"""Tables of cells into and out of files: CSV, XLSX, ODS and PDF; nothing here knows what a risk is."""
