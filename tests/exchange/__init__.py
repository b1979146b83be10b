"""Tests of reading and writing tables, with hostile files built on the spot."""
