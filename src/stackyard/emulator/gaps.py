"""Where moto's answers would keep Terraform waiting, or seeing changes, for ever: put right in our own process."""

from __future__ import annotations

from typing import Any


def close_gaps() -> None:
    """Apply every correction, once, before the server starts; harmless once moto does the same by itself.

    All are of moto 5.2.5's ElastiCache: a cluster's security groups, zones and endpoints are not described,
    a deleted cluster stays "deleting", and a subnet group cannot be deleted at all.
    """
    from moto.elasticache.models import CacheCluster, ElastiCacheBackend
    from moto.elasticache.responses import ElastiCacheResponse

    create = CacheCluster.__init__

    def create_and_complete(self: Any, *args: Any, **named: Any) -> None:
        create(self, *args, **named)
        _complete(self)

    for owner, name, method in (
        (CacheCluster, "__init__", create_and_complete),
        (ElastiCacheBackend, "delete_cache_cluster", _delete_cluster),
        (ElastiCacheResponse, "delete_cache_subnet_group", _delete_subnet_group),
    ):
        setattr(owner, name, method)


def _delete_cluster(backend: Any, cache_cluster_id: str) -> object:
    cluster = backend.describe_cache_clusters(cache_cluster_id)[0]  # raises CacheClusterNotFound
    del backend.cache_clusters[cache_cluster_id]
    cluster.cache_cluster_status = "deleting"
    return cluster


def _delete_subnet_group(response: Any) -> object:
    from moto.core.responses import EmptyResult

    name = response._get_param("CacheSubnetGroupName")
    response.elasticache_backend.describe_cache_subnet_groups(name)  # raises CacheSubnetGroupNotFound
    del response.elasticache_backend.cache_subnet_groups[name]
    return EmptyResult()


def _complete(cluster: Any) -> None:
    """Add what AWS's CacheCluster (API reference, 2015-02-02) shows and moto has the values for."""
    cluster.security_groups = [
        {"SecurityGroupId": group, "Status": "active"} for group in cluster.security_group_ids
    ]
    if cluster.az_mode == "cross-az":
        # The provider reads `az_mode` back from this word; AWS answers with it for nodes in several zones.
        cluster.preferred_availability_zone = "Multiple"
    if cluster.engine != "memcached":
        return
    host, port = f"{cluster.cache_cluster_id}.emulated.cache.amazonaws.com", int(cluster.port)
    cluster.configuration_endpoint = {"Address": f"cfg.{host}", "Port": port}
    region = cluster.arn.split(":")[3]
    cluster.cache_nodes = [
        {
            "CacheNodeId": f"{number:04d}",
            "CacheNodeStatus": "available",
            "CacheNodeCreateTime": cluster.cache_cluster_create_time,
            "CustomerAvailabilityZone": f"{region}{'ab'[(number - 1) % 2]}",
            "Endpoint": {"Address": f"{number:04d}.{host}", "Port": port},
        }
        for number in range(1, cluster.num_cache_nodes + 1)
    ]
