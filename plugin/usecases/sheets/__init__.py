"""Registers as sheets: the columns that hold a whole record, written out and read back in."""
