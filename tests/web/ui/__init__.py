"""Tests of pages and fragments."""
