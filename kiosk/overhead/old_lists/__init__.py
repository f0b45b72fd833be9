"""Bringing in old lists of counts: read, proposed, confirmed, matched to a committee table, checked, kept."""
