"""Takes off an entry what syndication put round it, and says what it took."""
