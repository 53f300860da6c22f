"""The one place that makes the environment of Terraform's process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_LEFT_OUT_PREFIXES = ("TF_VAR_", "TF_CLI_ARGS", "TF_LOG", "SOPS_", "STACKYARD_", "JSII_")
"""What would change a plan behind stackyard's back, print what must not be printed, or hand on keys to secrets."""

_LEFT_OUT = frozenset(
    [
        "TF_CLI_CONFIG_FILE",
        "TERRAFORM_CONFIG",
        "TF_DATA_DIR",
        "TF_WORKSPACE",
        "TF_INPUT",
        "TF_IN_AUTOMATION",
        "VAULT_TOKEN",
    ]
)


def child_environment(
    environ: Mapping[str, str], *, cli_config: Path, extra: Mapping[str, str] | None = None
) -> dict[str, str]:
    """All that this process has, without what belongs to stackyard or would steer Terraform past it.

    Args:
        environ: this process's environment: path, proxies, cloud credentials.
        cli_config: Terraform's CLI configuration file, see ``cli_config``.
        extra: set last, e.g. ``TF_REATTACH_PROVIDERS`` for a provider that is kept running.
    """
    kept = {k: v for k, v in environ.items() if k not in _LEFT_OUT and not k.startswith(_LEFT_OUT_PREFIXES)}
    own = {
        "TF_CLI_CONFIG_FILE": str(cli_config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
    }
    return kept | own | dict(extra or {})
