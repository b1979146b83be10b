"""Tests of registers as sheets."""
