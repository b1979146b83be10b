"""The doctor: each check over plain values, and over real servers on loopback."""
