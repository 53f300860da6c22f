"""A small app, run by the cdktf command line as a user's would be: two resources, one secret variable."""

import json
import os
from pathlib import Path

ACCOUNT = "111111111111"
STACK = {
    "//": {
        "metadata": {"backend": "s3", "stackName": "dev", "version": "0.21.0"},
        "outputs": {"dev": {"ip": "ip"}},
    },
    "terraform": {
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.90"}},
        "backend": {
            "s3": {"bucket": "t-dev", "key": "dev.tfstate", "region": "eu-central-1", "use_lockfile": True}
        },
    },
    "provider": {"aws": [{"region": "eu-central-1", "allowed_account_ids": [ACCOUNT]}]},
    "variable": {"password": {"type": "string", "ephemeral": True, "sensitive": True}},
    "resource": {
        "aws_eip": {"a": {"domain": "vpc"}},
        "aws_ssm_parameter": {
            "p": {"name": "/p", "type": "SecureString", "value_wo": "${var.password}", "value_wo_version": 1}
        },
    },
    "output": {"ip": {"value": "${aws_eip.a.public_ip}"}},
}


def facts(name: str) -> dict[str, object]:
    state = {"bucket": "t-dev", "key": "dev.tfstate", "region": "eu-central-1", "endpoint": None}
    return {
        "name": name,
        "target": "aws",
        "region": "eu-central-1",
        "account": ACCOUNT,
        "protected": False,
        "secrets": f"secrets/{name}.tfvars.json",
        "state": state,
        "variables": ["password"],
        "resources": 2,
    }


def synthesise(out: Path, names: list[str]) -> None:
    stacks = {}
    for name in names:
        folder = out / "stacks" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cdk.tf.json").write_text(json.dumps(STACK))
        (folder / "environment.json").write_text(json.dumps(facts(name)))
        stacks[name] = {
            "name": name,
            "constructPath": name,
            "workingDirectory": f"stacks/{name}",
            "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
            "annotations": [],
            "dependencies": [],
        }
    (out / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": stacks}))


if __name__ == "__main__":
    asked = os.environ.get("STACKYARD_ENVIRONMENTS", "dev,other").split(",")
    synthesise(Path(os.environ["CDKTF_OUTDIR"]), [name for name in asked if name])
