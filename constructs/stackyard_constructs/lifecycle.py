"""What Terraform must not do to a resource."""

from __future__ import annotations

from stackyard.framework import cdktf


def kept_if(protected: bool) -> cdktf.TerraformResourceLifecycle | None:
    """A lifecycle under which no plan may destroy or replace the resource, where it is ``protected``."""
    return cdktf.TerraformResourceLifecycle(prevent_destroy=True) if protected else None
