"""What a type checker knows of the generated classes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAD = """
from constructs import Construct
from stackyard_constructs.bindings.aws import DbInstance, ElasticacheCluster, SecurityGroup
from stackyard_constructs.bindings.aws import SecurityGroupIngress, Subnet, Vpc
from typing_extensions import assert_type

def stack(scope: Construct, vpc: Vpc, cache: ElasticacheCluster, group: SecurityGroup) -> None:
"""
LINES = {
    'Subnet(scope, "a", vpc_id=vpc.id, cidr_block="10.0.0.0/24", tags={"a": vpc.arn})': "",
    "assert_type(vpc.id, str)": "",
    "assert_type(cache.port, float)": "",
    "assert_type(cache.cache_nodes[0].address, str)": "",
    "assert_type(cache.security_group_ids, list[str])": "",
    'SecurityGroup(scope, "a", ingress=group.ingress)': "",
    'Subnet(scope, "a")': 'Missing named argument "vpc_id"',
    'Vpc(scope, "a", cidr="10.0.0.0/16")': 'Unexpected keyword argument "cidr"',
    'Vpc(scope, "a", id="b")': 'Unexpected keyword argument "id"',
    'Vpc(scope, "a", cidr_block=10)': 'Argument "cidr_block" to "Vpc" has incompatible type',
    'SecurityGroup(scope, "a", ingress=[SecurityGroupIngress(port=1)])': 'Unexpected keyword argument "port"',
    "vpc.ids": '"Vpc" has no attribute "ids"',
    "DbInstance.password_wo": '"type[DbInstance]" has no attribute "password_wo"',
    "from stackyard_constructs.bindings.aws import Vcp": 'has no attribute "Vcp"',
}


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """What mypy says, by number of the line in ``LINES``."""
    folder = tmp_path_factory.mktemp("types")
    (folder / "sample.py").write_text(HEAD + "".join(f"    {line}\n" for line in LINES))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"),
            *("--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(folder / "cache")),
            "sample.py",
        ],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "MYPYPATH": f"{ROOT / 'src'}:{ROOT / 'constructs'}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stderr == ""
    found: dict[int, list[str]] = {}
    for line in done.stdout.splitlines():
        file, number, kind, message = line.split(":", 3)
        assert file == "sample.py", line
        if kind.strip() == "error":
            found.setdefault(int(number) - HEAD.count("\n") - 1, []).append(message)
    return found


@pytest.mark.parametrize("line", LINES)
def test_mypy_knows_the_classes(line: str, messages: dict[int, list[str]]) -> None:
    said = messages.get(list(LINES).index(line), [])
    assert len(said) == (1 if LINES[line] else 0), said
    assert LINES[line] in "".join(said)
