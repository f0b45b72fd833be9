"""Counts as files for people and machines; everything is written whole or not at all."""
