"""The catalogue: constructs to build stacks from, and the typed classes of the resources they use."""
