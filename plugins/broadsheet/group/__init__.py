"""Finds the entries of one event, the topic of each story, and their order."""
