"""Typed classes of Terraform resources, a package for each provider; see `stackyard bindings update`."""
