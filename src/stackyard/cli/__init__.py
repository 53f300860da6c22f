"""The command line: a file per command, each a thin skin over a function of a lower layer."""
