"""The editor's word: sheets, read and applied."""
