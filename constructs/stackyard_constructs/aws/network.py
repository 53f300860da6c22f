"""A VPC over two or three availability zones."""

from __future__ import annotations

from collections.abc import Sequence

from constructs import Construct

from stackyard_constructs.addresses import Nat, ZoneRanges, check_zones, zone_ranges
from stackyard_constructs.bindings.aws import (
    Eip,
    InternetGateway,
    NatGateway,
    Route,
    RouteTable,
    RouteTableAssociation,
    Subnet,
    Vpc,
)

_ANYWHERE = "0.0.0.0/0"


class Network(Construct):
    """A VPC with a public and a private subnet in each zone, an internet gateway, and NAT where asked for.

    A zone's ranges depend on its place in ``zones``: a third zone may be added later, and moves nothing.

    Args:
        name: shown in the console; the subnets and tables are named after it.
        cidr: the VPC's IPv4 range, /16 to /24; a quarter of it goes to each private subnet, a sixteenth
            to each public one.
        zones: two or three availability zones by their full names, such as ``eu-central-1a``.
        nat: how private subnets reach the internet. Default: ``none``, which costs nothing.

    Raises:
        InvalidProperty: the range or the zones cannot make a network.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        cidr: str,
        zones: Sequence[str],
        nat: Nat = "none",
    ) -> None:
        super().__init__(scope, id)
        ranges = zone_ranges(cidr, len(check_zones(zones)))
        self.cidr = cidr
        """The VPC's range."""
        self._name = name
        self._vpc = Vpc(
            self,
            "vpc",
            cidr_block=cidr,
            enable_dns_support=True,
            # Private names of databases resolve only with both switched on.
            enable_dns_hostnames=True,
            tags={"Name": name},
        )
        self.public_subnets: dict[str, Subnet] = {}
        """The subnets that the internet reaches, by zone."""
        self.private_subnets: dict[str, Subnet] = {}
        """The subnets that it does not reach, by zone."""
        internet = InternetGateway(self, "internet", vpc_id=self._vpc.id, tags={"Name": name})
        for zone, place in zip(zones, ranges, strict=True):
            self._add_subnets(zone, place)
        self._route_public(internet)
        self._route_private(nat, after=internet)

    @property
    def vpc_id(self) -> str:
        """Reference to the VPC's id."""
        return self._vpc.id

    @property
    def public_subnet_ids(self) -> list[str]:
        """References to the public subnets' ids, in the order of the zones."""
        return [subnet.id for subnet in self.public_subnets.values()]

    @property
    def private_subnet_ids(self) -> list[str]:
        """References to the private subnets' ids, in the order of the zones."""
        return [subnet.id for subnet in self.private_subnets.values()]

    def _add_subnets(self, zone: str, ranges: ZoneRanges) -> None:
        self.public_subnets[zone] = self._subnet("public", zone, ranges.public)
        self.private_subnets[zone] = self._subnet("private", zone, ranges.private)

    def _subnet(self, side: str, zone: str, cidr: str) -> Subnet:
        # Load-balancer controllers of Kubernetes find their subnets by this tag:
        # https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
        role = "elb" if side == "public" else "internal-elb"
        return Subnet(
            self,
            f"{side}-{zone}",
            vpc_id=self._vpc.id,
            cidr_block=cidr,
            availability_zone=zone,
            tags={"Name": f"{self._name}-{side}-{zone}", f"kubernetes.io/role/{role}": "1"},
        )

    def _route_public(self, internet: InternetGateway) -> None:
        table = self._table("public")
        Route(
            self,
            "public-internet",
            route_table_id=table.id,
            destination_cidr_block=_ANYWHERE,
            gateway_id=internet.id,
        )
        for zone, subnet in self.public_subnets.items():
            self._associate(f"public-{zone}", subnet, table)

    def _route_private(self, nat: Nat, *, after: InternetGateway) -> None:
        # A table for each zone even without NAT: changing `nat` later replaces no table.
        gateways = self._nat_gateways(nat, after)
        for zone, subnet in self.private_subnets.items():
            table = self._table(f"private-{zone}")
            self._associate(f"private-{zone}", subnet, table)
            if gateways:
                Route(
                    self,
                    f"private-{zone}-nat",
                    route_table_id=table.id,
                    destination_cidr_block=_ANYWHERE,
                    nat_gateway_id=gateways.get(zone, next(iter(gateways.values()))).id,
                )

    def _nat_gateways(self, nat: Nat, internet: InternetGateway) -> dict[str, NatGateway]:
        served = {"none": 0, "single": 1, "per-zone": len(self.public_subnets)}[nat]
        return {
            zone: self._nat_gateway(zone, subnet, internet)
            for zone, subnet in list(self.public_subnets.items())[:served]
        }

    def _nat_gateway(self, zone: str, subnet: Subnet, internet: InternetGateway) -> NatGateway:
        tags = {"Name": f"{self._name}-nat-{zone}"}
        address = Eip(self, f"nat-address-{zone}", domain="vpc", tags=tags)
        return NatGateway(
            self,
            f"nat-{zone}",
            allocation_id=address.id,
            subnet_id=subnet.id,
            tags=tags,
            # A NAT gateway comes up only in a VPC that has its internet gateway.
            depends_on=[internet],
        )

    def _table(self, name: str) -> RouteTable:
        return RouteTable(self, f"{name}-routes", vpc_id=self._vpc.id, tags={"Name": f"{self._name}-{name}"})

    def _associate(self, id: str, subnet: Subnet, table: RouteTable) -> None:
        RouteTableAssociation(self, f"{id}-uses", subnet_id=subnet.id, route_table_id=table.id)
