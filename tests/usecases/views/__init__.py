"""Tests of view models: pure functions, so nothing is needed but values."""
