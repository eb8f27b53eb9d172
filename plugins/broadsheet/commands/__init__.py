"""What each command does; `cli` only names them, their arguments and their help."""
