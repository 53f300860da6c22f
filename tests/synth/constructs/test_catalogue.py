"""What constructs offer beyond what the shipped stack uses of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stackyard.framework import cdktf
from stackyard_constructs.aws import Cache, Firewall, LoadBalancerIp, Network, Zone
from stackyard_constructs.properties import InvalidProperty

Resources = dict[str, dict[str, dict[str, object]]]
ZONES = ["eu-central-1a", "eu-central-1b"]


@pytest.fixture
def stack(tmp_path: Path) -> cdktf.TerraformStack:
    return cdktf.TerraformStack(cdktf.App(outdir=str(tmp_path)), "test")


def made(stack: cdktf.TerraformStack) -> Resources:
    resources: Resources = json.loads(cdktf.Testing.synth(stack))["resource"]
    return resources


def network(stack: cdktf.TerraformStack) -> Network:
    return Network(stack, "network", name="test", cidr="10.0.0.0/16", zones=ZONES)


def test_members_of_a_group_may_be_let_in(stack: cdktf.TerraformStack) -> None:
    place = network(stack)
    clients = Firewall(stack, "clients", name="clients", description="Clients", vpc_id=place.vpc_id, port=1)
    cache = Cache(
        stack, "cache", environment="test", network=place, version="1.6.22", node_type="cache.t4g.micro"
    )
    cache.allow_from_group("clients", clients.group_id)
    (rule,) = made(stack)["aws_vpc_security_group_ingress_rule"].values()
    assert str(rule["referenced_security_group_id"]).startswith("${aws_security_group.clients_")
    assert rule["from_port"] == cache.port


def test_a_name_too_long_for_a_cache_is_cut(stack: cdktf.TerraformStack) -> None:
    Cache(
        stack,
        "cache",
        environment="e" * 63,
        network=network(stack),
        version="1.6.22",
        node_type="cache.t4g.micro",
        nodes=1,
    )
    (cluster,) = made(stack)["aws_elasticache_cluster"].values()
    assert len(str(cluster["cluster_id"])) == 50
    assert cluster["az_mode"] == "single-az"


def test_texts_of_a_record_are_taken_as_written(stack: cdktf.TerraformStack) -> None:
    zone = Zone(stack, "zone", name="example.com")
    zone.add_record("@", type="TXT", values=['${x} "y"'], ttl=60)
    (record,) = made(stack)["aws_route53_record"].values()
    assert (record["name"], record["ttl"], record["records"]) == ("example.com", 60, ['$${x} \\"y\\"'])


def test_the_same_record_twice_is_refused(stack: cdktf.TerraformStack) -> None:
    zone = Zone(stack, "zone", name="example.com")
    zone.add_record("www", type="A", values=["192.0.2.1"])
    with pytest.raises(RuntimeError, match="already a Construct with name 'a-www'"):
        zone.add_address("www", ["192.0.2.2"])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda s: LoadBalancerIp(s, "ip", name="x", count=4), "a load balancer takes one to 3 addresses"),
        (lambda s: Network(s, "n", name="x", cidr="10.0.0.0/16", zones=ZONES[:1]), "two or three"),
        (lambda s: Network(s, "n", name="x", cidr="10.0.0.1/16", zones=ZONES), "bits set behind its prefix"),
        (lambda s: Zone(s, "z", name="no domain"), "'no domain' is not a domain"),
        (
            lambda s: Firewall(s, "f", name="f", description="d", vpc_id="v", port=1).allow_from("0.0.0.0/0"),
            "internet",
        ),
    ],
)
def test_what_cannot_work_is_refused(
    stack: cdktf.TerraformStack, make: Callable[[cdktf.TerraformStack], object], message: str
) -> None:
    with pytest.raises(InvalidProperty, match=message):
        make(stack)
