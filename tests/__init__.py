"""Plumbline's automated tests; the folders mirror the code they test."""
