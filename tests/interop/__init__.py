"""Comparisons with other software; each is skipped, with its reason, where that is absent."""
