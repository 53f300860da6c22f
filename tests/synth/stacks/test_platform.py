"""What the stack promises, whichever values an environment has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.synth.stacks.app_runs import Tree, make_project, run_app, synthesised

HEAD = """\
target: aws
region: eu-central-1
account: "123456789012"
state: {bucket: b, region: eu-central-1}
"""
DATA = """\
network: {cidr: 10.10.0.0/16, zones: [eu-central-1a, eu-central-1b]}
ingress: {}
dns: {zone: x.example.com}
database: {version: "16.4", instance_class: db.t4g.micro, storage_gb: 20, allowed_cidrs: [10.10.0.0/16]}
cache: {version: "1.6.22", node_type: cache.t4g.micro}
"""


def resources(folder: Path, text: str, environment: str = "x") -> Tree:
    tree: Tree = json.loads(
        synthesised(make_project(folder / "project", environment, text), folder, environment)
    )["resource"]
    return tree


HOSTILE = 'a ${b} %{if c} $${d} "quoted" \\ \n\t é 漢 🦉 <&>'


def test_text_reaches_terraform_as_written(tmp_path: Path) -> None:
    text = HEAD + "tags: " + json.dumps({"note": HOSTILE, "${k}": "v"}, ensure_ascii=False) + "\n"
    project = make_project(tmp_path / "project", "x", text)
    provider = json.loads(synthesised(project, tmp_path, "x"))["provider"]["aws"][0]
    tags = provider["default_tags"][0]["tags"]
    assert tags["note"] == HOSTILE.replace("${", "$${").replace("%{", "%%{")
    assert tags["$${k}"] == "v"


def test_a_token_mark_in_a_setting_is_refused(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", "x", HEAD + 'tags: {note: "${TfToken[TOKEN.1]}"}\n')
    done = run_app(project, tmp_path, "x")
    assert done.returncode == 1
    assert "(tags.note)" in done.stderr
    assert "TOKEN.1" not in done.stderr


@pytest.mark.parametrize("protected", [True, False])
def test_what_cannot_be_got_back_is_kept_where_protected(tmp_path: Path, protected: bool) -> None:
    made = resources(tmp_path, HEAD + DATA + f"protected: {str(protected).lower()}\n")
    kept = {
        kind
        for kind, named in made.items()
        for resource in named.values()
        if resource.get("lifecycle") == {"prevent_destroy": True}
    }
    assert kept == ({"aws_eip", "aws_db_instance", "aws_route53_zone"} if protected else set())
    (database,) = made["aws_db_instance"].values()
    assert database["deletion_protection"] is protected
    assert database["skip_final_snapshot"] is not protected
    assert database.get("final_snapshot_identifier") == ("x-database-final" if protected else None)
    assert database["delete_automated_backups"] is not protected


def test_the_password_is_an_ephemeral_variable_in_a_write_only_argument(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", "x", HEAD + DATA)
    tree = json.loads(synthesised(project, tmp_path, "x"))
    (database,) = tree["resource"]["aws_db_instance"].values()
    assert database["password_wo"] == "${var.db_password}"
    assert "password" not in database
    variable = tree["variable"]["db_password"]
    assert variable["ephemeral"] is True
    assert variable["sensitive"] is True


def test_a_record_points_at_the_address_without_any_load_balancer(tmp_path: Path) -> None:
    made = resources(tmp_path, HEAD + "ingress: {}\ndns: {zone: x.example.com}\n")
    ((address, _),) = made["aws_eip"].items()
    records = [(r["name"], r["records"]) for r in made["aws_route53_record"].values()]
    assert sorted(records, key=str) == [
        ("*.x.example.com", [f"${{aws_eip.{address}.public_ip}}"]),
        ("x.example.com", [f"${{aws_eip.{address}.public_ip}}"]),
    ]
    assert not [kind for kind in made if "lb" in kind.split("_")]


def test_only_declared_ranges_reach_the_database_and_nobody_the_cache(tmp_path: Path) -> None:
    made = resources(tmp_path, HEAD + DATA)
    (rule,) = made["aws_vpc_security_group_ingress_rule"].values()
    assert (rule["cidr_ipv4"], rule["from_port"], rule["to_port"]) == ("10.10.0.0/16", 5432, 5432)
    assert not [g for g in made["aws_security_group"].values() if "ingress" in g]


@pytest.mark.parametrize(
    ("nat", "gateways", "routes"), [("none", 0, 0), ("single", 1, 2), ("per-zone", 2, 2)]
)
def test_nat(tmp_path: Path, nat: str, gateways: int, routes: int) -> None:
    network = f"network: {{cidr: 10.10.0.0/16, zones: [eu-central-1a, eu-central-1b], nat: {nat}}}\n"
    made = resources(tmp_path, HEAD + network)
    assert len(made.get("aws_nat_gateway", {})) == gateways
    assert len([r for r in made["aws_route"].values() if "nat_gateway_id" in r]) == routes


def test_a_third_zone_changes_nothing_that_stands(tmp_path: Path) -> None:
    two = "network: {cidr: 10.10.0.0/16, zones: [eu-central-1a, eu-central-1b], nat: per-zone}\n"
    before = resources(tmp_path / "two", HEAD + two)
    after = resources(tmp_path / "three", HEAD + two.replace("1b]", "1b, eu-central-1c]"))
    for kind, named in before.items():
        for name, resource in named.items():
            assert after[kind][name] == resource
    assert len(after["aws_subnet"]) == 6


def test_terraform_is_held_to_the_declared_account(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", "x", HEAD)
    provider = json.loads(synthesised(project, tmp_path, "x"))["provider"]["aws"][0]
    assert provider["allowed_account_ids"] == ["123456789012"]
    assert provider["region"] == "eu-central-1"
