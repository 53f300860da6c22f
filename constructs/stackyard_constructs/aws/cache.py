"""A Memcached cluster on ElastiCache."""

from __future__ import annotations

from collections.abc import Iterable

from constructs import Construct

from stackyard_constructs.addresses import refuse_overlaps
from stackyard_constructs.aws.firewall import Firewall
from stackyard_constructs.aws.network import Network
from stackyard_constructs.bindings.aws import ElasticacheCluster, ElasticacheSubnetGroup
from stackyard_constructs.limits import check_nodes
from stackyard_constructs.naming import CACHE, SECURITY_GROUP, SUBNET_GROUP, physical_name

PORT = 11211


class Cache(Construct):
    """Memcached nodes in a network's private subnets, reached by declared ranges and groups only.

    A cache holds nothing that cannot be computed again, so nothing protects it from being replaced.

    Args:
        environment: name of the environment; the cluster is named ``<environment>-<id>``.
        network: where it stands.
        version: of Memcached, such as ``1.6.22``.
        node_type: such as ``cache.t4g.micro``.
        nodes: 1 to 40; two or more are spread over the zones. Default: 1.
        allowed_cidrs: IPv4 ranges that may connect; 0.0.0.0/0 is refused. Default: none; see
            :meth:`allow_from` and :meth:`allow_from_group`.

    Raises:
        InvalidProperty: ElastiCache would refuse the cluster, or a range lets the internet in.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: str,
        network: Network,
        version: str,
        node_type: str,
        nodes: int = 1,
        allowed_cidrs: Iterable[str] = (),
    ) -> None:
        super().__init__(scope, id)
        check_nodes(nodes)
        allowed = list(allowed_cidrs)
        refuse_overlaps(allowed)
        self._firewall = Firewall(
            self,
            "firewall",
            name=physical_name(SECURITY_GROUP, environment, id),
            description="Who may reach the cache",
            vpc_id=network.vpc_id,
            port=PORT,
        )
        for cidr in allowed:
            self.allow_from(cidr)
        subnets = ElasticacheSubnetGroup(
            self,
            "subnets",
            name=physical_name(SUBNET_GROUP, environment, id),
            description="Private subnets",
            subnet_ids=network.private_subnet_ids,
        )
        self._cluster = ElasticacheCluster(
            self,
            "cluster",
            cluster_id=physical_name(CACHE, environment, id),
            engine="memcached",
            engine_version=version,
            node_type=node_type,
            num_cache_nodes=nodes,
            az_mode="cross-az" if nodes > 1 else "single-az",
            port=PORT,
            subnet_group_name=subnets.name,
            security_group_ids=[self._firewall.group_id],
        )

    @property
    def address(self) -> str:
        """Reference to the host name at which clients discover the nodes, without the port."""
        return self._cluster.cluster_address

    @property
    def port(self) -> int:
        """The TCP port."""
        return PORT

    def allow_from(self, cidr: str) -> None:
        """Let an IPv4 range connect; see :meth:`Firewall.allow_from`."""
        self._firewall.allow_from(cidr)

    def allow_from_group(self, name: str, group_id: str) -> None:
        """Let the members of another security group connect; see :meth:`Firewall.allow_from_group`."""
        self._firewall.allow_from_group(name, group_id)
