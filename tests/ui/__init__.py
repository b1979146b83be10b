"""Tests of templates, charts and scripts."""
