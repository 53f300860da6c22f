"""One environment from its files to applied infrastructure, and back to nothing."""
