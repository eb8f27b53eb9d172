"""Editions into pages and feeds; the only wing that knows Pelican."""
