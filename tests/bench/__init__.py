"""Measurements: the desk beside a bare app, and the overhead as it grows."""
