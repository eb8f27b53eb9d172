"""Act one's first wing: ask, read and parse; bytes in, entries out."""
