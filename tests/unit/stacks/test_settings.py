"""Each impossible environment is refused with its file, line and key."""

import re
from pathlib import Path

import pytest

from stacks.settings import Settings
from stackyard.environments.repository import list_environments, load_environment
from stackyard.errors import EnvironmentFileError

ROOT = Path(__file__).parents[3]
GOOD = """\
target: aws
region: eu-central-1
account: "123456789012"
state: {bucket: b, region: eu-central-1}
network:
  cidr: 10.10.0.0/16
  zones: [eu-central-1a, eu-central-1b]
  reserved_cidrs: [192.168.0.0/16]
ingress:
  addresses: 1
dns:
  zone: dev.example.com
  hosts: ["@"]
  records: []
database:
  version: "16.4"
  instance_class: db.t4g.micro
  storage_gb: 20
  allowed_cidrs: [10.10.0.0/16]
cache:
  version: "1.6.22"
  node_type: cache.t4g.micro
"""


def load(root: Path, text: str) -> Settings:
    (root / "environments").mkdir()
    (root / "environments" / "dev.yaml").write_text(text)
    return load_environment(root, "dev", Settings)


@pytest.mark.parametrize("name", ["dev", "staging", "prod", "local"])
def test_the_shipped_environments_are_valid(name: str) -> None:
    assert load_environment(ROOT, name, Settings).name == name


def test_nothing_else_is_shipped() -> None:
    assert sorted(list_environments(ROOT / "environments")) == ["dev", "local", "prod", "staging"]


def test_only_prod_is_protected() -> None:
    names = list_environments(ROOT / "environments")
    assert [n for n in names if load_environment(ROOT, n, Settings).protected] == ["prod"]


def test_a_good_environment_is_typed(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)
    assert settings.network
    assert settings.network.nat == "none"
    assert settings.database
    assert settings.database.backup_days is None


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("target: aws", "target: azure", "target", "azure"),
        ("target: aws", "target: exoscale", "", "target exoscale is not available yet"),
        ('"123456789012"', '"12345"', "account", "'12345' is not an AWS account: twelve digits"),
        ("region: eu-central-1\naccount", "account", "", "target aws needs region"),
        ("cidr: 10.10.0.0/16", "cidr: 10.10.0.0", "network.cidr", "'10.10.0.0' is not an IPv4 range"),
        ("cidr: 10.10.0.0/16", "cidr: 10.10.9.0/16", "network.cidr", "the range it lies in is 10.10.0.0/16"),
        ("cidr: 10.10.0.0/16", "cidr: 10.0.0.0/8", "network.cidr", "must be from /16 to /24"),
        ("[192.168.0.0/16]", "[10.0.0.0/8]", "network", "10.10.0.0/16 overlaps 10.0.0.0/8"),
        (
            "[eu-central-1a, eu-central-1b]",
            "[eu-central-1a]",
            "network.zones",
            "two or three availability zones",
        ),
        (
            "[eu-central-1a, eu-central-1b]",
            "[eu-west-1a, eu-west-1b]",
            "",
            "not in region eu-central-1: eu-west-1a",
        ),
        (
            "allowed_cidrs: [10.10.0.0/16]",
            "allowed_cidrs: [0.0.0.0/0]",
            "database.allowed_cidrs",
            "0.0.0.0/0 is refused",
        ),
        (
            "allowed_cidrs: [10.10.0.0/16]",
            "allowed_cidrs: [10.10.0.0/16, 10.10.1.0/24]",
            "database.allowed_cidrs",
            "10.10.1.0/24 overlaps 10.10.0.0/16",
        ),
        ("storage_gb: 20", "storage_gb: 10", "database.storage_gb", "20"),
        ("addresses: 1", "addresses: 4", "ingress.addresses", "3"),
        ("ingress:\n  addresses: 1\n", "", "", "dns.hosts need ingress addresses to point at"),
        ('hosts: ["@"]', 'hosts: ["a b"]', "dns.hosts", "'a b' is not a name within a zone"),
        ('hosts: ["@"]', 'hosts: ["@", "@"]', "dns", "the A record of '@' is given twice"),
        (
            "records: []",
            "records: [{host: www, type: CNAME, values: [a.example.org]}, {host: www, type: TXT, values: [x]}]",
            "dns",
            "'www' is a CNAME and has another record",
        ),
        ("target: aws", "target: local", "", "target local has no cloud to build network, dns, ingress"),
    ],
)
def test_a_bad_environment_is_refused(tmp_path: Path, old: str, new: str, key: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(EnvironmentFileError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    shown = str(caught.value)
    assert message in shown
    assert re.search(rf"dev\.yaml(:\d+)?.*{re.escape(key)}", shown)


def test_a_database_needs_a_network(tmp_path: Path) -> None:
    network = GOOD[GOOD.index("network:") : GOOD.index("ingress:")]
    with pytest.raises(EnvironmentFileError, match="a database or a cache needs a network to stand in"):
        load(tmp_path, GOOD.replace(network, ""))


def test_every_setting_is_described_for_editors() -> None:
    schema = Settings.model_json_schema()
    for name, shape in {"Settings": schema, **schema["$defs"]}.items():
        for key, value in shape.get("properties", {}).items():
            assert value.get("description"), f"{name}.{key}"
