"""Tests of the packs that are shipped and of the code that reads them."""
