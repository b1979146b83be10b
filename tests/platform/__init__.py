"""Tests of who is calling: request hashes, hostile tokens, installs, and our own signatures."""
