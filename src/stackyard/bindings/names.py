"""Python names for Terraform's."""

from __future__ import annotations

import keyword
from collections.abc import Collection

# What the framework's own classes define, and what stackyard's add to them: an attribute of the same name
# would hide it. The same in cdktf 0.21 and cdktn 0.24.
# fmt: off
_TAKEN = frozenset(
    {
        "add_move_target", "add_override", "cdktf_stack", "cdktn_stack", "connection", "count",
        "depends_on", "for_each", "fqn", "friendly_unique_id", "get_any_map_attribute",
        "get_boolean_attribute", "get_boolean_map_attribute", "get_list_attribute",
        "get_number_attribute", "get_number_list_attribute", "get_number_map_attribute",
        "get_string_attribute", "get_string_map_attribute", "has_resource_move", "import_from",
        "interpolation_for_attribute", "is_construct", "is_terraform_data_source",
        "is_terraform_element", "is_terraform_resource", "lifecycle", "move_from_id", "move_to",
        "move_to_id", "node", "override_logical_id", "provider", "provisioners", "raw_overrides",
        "reset_override_logical_id", "terraform_generator_metadata", "terraform_meta_arguments",
        "terraform_resource_type", "to_hcl_terraform", "to_metadata", "to_string", "to_terraform",
        "with_",
    }
)
# fmt: on
_META_ARGUMENTS = {
    "Resource": frozenset({"depends_on", "id_", "lifecycle", "provider", "scope"}),
    "DataSource": frozenset({"depends_on", "id_", "lifecycle", "provider", "scope"}),
    "Provider": frozenset({"alias", "id_", "scope"}),
}


def argument_name(name: str, kind: str) -> str:
    """The keyword argument for a Terraform argument: its own name, with ``_`` where Python has taken that.

    Args:
        name: in Terraform.
        kind: what its class extends: ``Resource``, ``DataSource``, ``Provider`` or ``Block``.
    """
    taken = keyword.iskeyword(name) or name == "self" or name in _META_ARGUMENTS.get(kind, ())
    return f"{name}_" if taken else name


def attribute_name(name: str) -> str:
    """The Python attribute for a Terraform attribute."""
    return f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name


def camel(name: str) -> str:
    """``db_subnet_group`` as ``DbSubnetGroup``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def without_prefix(name: str, provider: str) -> str:
    """``aws_vpc`` as ``vpc``; a type named as its provider stays as it is."""
    return name.removeprefix(f"{provider}_")


def module_name(name: str) -> str:
    """A file's name; never a Python keyword."""
    return f"{name}_" if keyword.iskeyword(name) else name


def free_name(wanted: str, taken: Collection[str], suffix: str) -> str:
    """``wanted``, or where that is taken with the suffix, or with a number after it."""
    if wanted not in taken:
        return wanted
    name, number = wanted + suffix, 2
    while name in taken:
        name, number = f"{wanted}{suffix}{number}", number + 1
    return name
