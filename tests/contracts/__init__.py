"""Contracts between parts: the layout of the code, the documents and the descriptor."""
