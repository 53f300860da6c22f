"""Environment files: read with line numbers, resolved from layers, validated by the user's model.

Data flows one way: ``yaml_file`` (text to nodes) -> ``layers`` (nodes to one resolved tree that knows where
each value came from) -> ``repository`` (tree to the user's validated settings).
"""
