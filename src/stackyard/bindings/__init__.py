"""Typed Python classes from the schemas of Terraform providers.

``manifest`` says which types, ``fetch`` asks Terraform for the schema, ``schema`` reads it, ``outline`` decides
on classes, ``source`` writes them down, ``update`` does it all.
"""
