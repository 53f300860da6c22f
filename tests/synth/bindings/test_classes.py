"""The generated classes in a stack: what they write, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackyard.errors import SynthesisError
from stackyard.framework import cdktf
from stackyard.literals import expression, literal
from stackyard_constructs.bindings import aws
from stackyard_constructs.block import Block, counted

Tree = dict[str, dict[str, dict[str, dict[str, object]]]]

HOSTILE = 'a ${b} %{if c} $${d} %%{e} $ % "quoted" \\ \n\t é 漢 🦉 <&>'
ESCAPED = 'a $${b} %%{if c} $$${d} %%%{e} $ % "quoted" \\ \n\t é 漢 🦉 <&>'


@pytest.fixture
def stack(tmp_path: Path) -> cdktf.TerraformStack:
    stack = cdktf.TerraformStack(cdktf.App(outdir=str(tmp_path)), "test")
    aws.AwsProvider(stack, "aws", region="eu-central-1")
    return stack


def synthesised(stack: cdktf.TerraformStack) -> Tree:
    """Through the app's own synthesis: what Terraform would read."""
    app = cdktf.App.of(stack)
    app.synth()
    text = (Path(app.outdir) / "stacks" / "test" / "cdk.tf.json").read_text(encoding="utf-8")
    tree: Tree = json.loads(text)
    return tree


def vpc_of(stack: cdktf.TerraformStack) -> dict[str, object]:
    return synthesised(stack)["resource"]["aws_vpc"]["vpc"]


def test_only_what_is_given_is_written(stack: cdktf.TerraformStack) -> None:
    aws.Vpc(stack, "vpc", cidr_block="10.0.0.0/16", enable_dns_support=False, tags={})
    written = vpc_of(stack)
    del written["//"]
    assert written == {"cidr_block": "10.0.0.0/16", "enable_dns_support": False, "tags": {}}


def test_text_is_taken_as_written(stack: cdktf.TerraformStack) -> None:
    aws.Vpc(stack, "vpc", tags={"plain": HOSTILE, "literal": literal(HOSTILE), HOSTILE: "key"})
    assert vpc_of(stack)["tags"] == {"plain": ESCAPED, "literal": ESCAPED, ESCAPED: "key"}


def test_a_literal_serves_outside_of_the_classes_too(stack: cdktf.TerraformStack) -> None:
    cdktf.TerraformOutput(stack, "text", value=literal(HOSTILE) + literal("$"))
    output: object = synthesised(stack)["output"]["text"]
    assert output == {"value": ESCAPED + '${"$"}'}


def test_references_may_be_joined_with_any_text(stack: cdktf.TerraformStack) -> None:
    vpc = aws.Vpc(stack, "vpc")
    aws.Subnet(
        stack,
        "subnet",
        vpc_id=vpc.id,
        tags={"joined": f"a-{vpc.id}-${{b}}-${vpc.arn}", "literal": literal("$") + vpc.id},
    )
    subnet = synthesised(stack)["resource"]["aws_subnet"]["subnet"]
    assert subnet["vpc_id"] == "${aws_vpc.vpc.id}"
    assert subnet["tags"] == {
        "joined": 'a-${aws_vpc.vpc.id}-$${b}-${"$"}${aws_vpc.vpc.arn}',
        "literal": '${"$"}${aws_vpc.vpc.id}',
    }


def test_references_of_every_type(stack: cdktf.TerraformStack) -> None:
    vpc = aws.Vpc(stack, "vpc")
    zones = aws.DataAvailabilityZones(stack, "zones")
    cluster = aws.ElasticacheCluster(stack, "cache", cluster_id="c")
    aws.Subnet(
        stack,
        "subnet",
        vpc_id=vpc.id,
        assign_ipv6_address_on_creation=vpc.enable_dns_support,
        availability_zone=cdktf.Fn.element(zones.names, 0),
        tags=vpc.tags_all,
    )
    aws.Route53Record(
        stack,
        "record",
        zone_id="Z",
        name="n",
        type="A",
        ttl=cluster.port,
        records=[cluster.cache_nodes[1].address],
    )
    aws.DbSubnetGroup(stack, "group", subnet_ids=zones.zone_ids)
    aws.SecurityGroup(stack, "firewall", ingress=aws.SecurityGroup(stack, "other").ingress)
    resources = synthesised(stack)["resource"]
    subnet = resources["aws_subnet"]["subnet"]
    assert subnet["assign_ipv6_address_on_creation"] == "${aws_vpc.vpc.enable_dns_support}"
    assert subnet["availability_zone"] == "${element(data.aws_availability_zones.zones.names, 0)}"
    assert subnet["tags"] == "${aws_vpc.vpc.tags_all}"
    record = resources["aws_route53_record"]["record"]
    assert record["ttl"] == "${aws_elasticache_cluster.cache.port}"
    assert record["records"] == ["${aws_elasticache_cluster.cache.cache_nodes[1].address}"]
    assert resources["aws_db_subnet_group"]["group"]["subnet_ids"] == (
        "${data.aws_availability_zones.zones.zone_ids}"
    )
    assert resources["aws_security_group"]["firewall"]["ingress"] == "${aws_security_group.other.ingress}"


def test_an_expression_is_evaluated(stack: cdktf.TerraformStack) -> None:
    aws.Vpc(stack, "vpc", tags={"made": "at " + expression("${timestamp()}")})
    assert vpc_of(stack)["tags"] == {"made": "at ${timestamp()}"}


def test_meta_arguments(stack: cdktf.TerraformStack) -> None:
    other = aws.AwsProvider(stack, "other", region="eu-west-1", alias="west")
    first = aws.Eip(stack, "first")
    aws.Vpc(
        stack,
        "vpc",
        depends_on=[first],
        lifecycle=cdktf.TerraformResourceLifecycle(prevent_destroy=True),
        provider=other,
    )
    written = vpc_of(stack)
    assert written["depends_on"] == ["aws_eip.first"]
    assert written["lifecycle"] == {"prevent_destroy": True}
    assert written["provider"] == "aws.west"


def test_the_provider_is_pinned_to_the_version_of_the_schema(stack: cdktf.TerraformStack) -> None:
    required = synthesised(stack)["terraform"]["required_providers"]["aws"]
    assert required == {"source": "hashicorp/aws", "version": aws.AwsProvider.PROVIDER_VERSION}


def test_an_object_in_an_attribute_is_written_whole(stack: cdktf.TerraformStack) -> None:
    aws.SecurityGroup(stack, "group", ingress=[aws.SecurityGroupIngress(protocol="tcp", self_=True)])
    rules = synthesised(stack)["resource"]["aws_security_group"]["group"]["ingress"]
    assert rules == [
        {
            "cidr_blocks": None,
            "description": None,
            "from_port": None,
            "ipv6_cidr_blocks": None,
            "prefix_list_ids": None,
            "protocol": "tcp",
            "security_groups": None,
            "self": True,
            "to_port": None,
        }
    ]


def test_too_many_blocks_are_refused_when_constructed(stack: cdktf.TerraformStack) -> None:
    delivery = aws.ElasticacheClusterLogDeliveryConfiguration(
        destination="d", destination_type="cloudwatch-logs", log_format="json", log_type="slow-log"
    )
    with pytest.raises(SynthesisError) as refused:
        aws.ElasticacheCluster(stack, "cache", cluster_id="c", log_delivery_configuration=[delivery] * 3)
    assert refused.value.what == "ElasticacheCluster.log_delivery_configuration has 3 blocks"
    assert refused.value.why == "the provider wants at most 2"
    # Nothing half-made stays behind.
    aws.ElasticacheCluster(stack, "cache", cluster_id="c", log_delivery_configuration=[delivery] * 2)


@pytest.mark.parametrize(
    ("given", "wanted"), [(None, "at least 1"), ([], "at least 1"), ([1, 2, 3], "at most 2")]
)
def test_counts(given: list[object] | None, wanted: str) -> None:
    with pytest.raises(SynthesisError) as refused:
        counted("Disk.replica", given, 1, 2)
    assert refused.value.why == f"the provider wants {wanted}"


def test_blocks_are_values() -> None:
    one = aws.Route53RecordAlias(name="a", zone_id="z", evaluate_target_health=True)
    same = aws.Route53RecordAlias(name="a", zone_id="z", evaluate_target_health=True)
    assert one == same
    assert len({one, same}) == 1
    assert one != aws.Route53RecordAlias(name="b", zone_id="z", evaluate_target_health=True)
    with pytest.raises(AttributeError, match="cannot be changed"):
        one.name = "b"


def test_a_sensitive_argument_is_not_shown() -> None:
    class Login(Block):
        SENSITIVE = frozenset({"password"})

    assert repr(Login({"user": "u", "password": "hunter2"})) == "Login(user='u', password=(sensitive))"


def test_sensitive_and_write_only_arguments_are_marked() -> None:
    assert {"password", "password_wo"} <= aws.DbInstance.SENSITIVE
    assert {"password_wo"} == aws.DbInstance.WRITE_ONLY
    assert not hasattr(aws.DbInstance, "password_wo")


def test_a_list_of_objects_is_read_by_index(stack: cdktf.TerraformStack) -> None:
    nodes = aws.ElasticacheCluster(stack, "cache", cluster_id="c").cache_nodes
    with pytest.raises(TypeError):
        iter(nodes)
    with pytest.raises(IndexError, match="from the front"):
        nodes[-1]


def test_an_unknown_class_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Vcp'"):
        _ = aws.Vcp  # type: ignore[attr-defined]
