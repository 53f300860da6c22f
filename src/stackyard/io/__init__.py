"""The edge: processes, files, and the words that reach a terminal."""
