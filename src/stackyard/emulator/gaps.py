"""Where moto's behaviour would keep Terraform waiting for ever, put right in our own process."""

from __future__ import annotations


def close_gaps() -> None:
    """Apply every correction; each is harmless once moto does the same by itself."""
    _elasticache_clusters_end()


def _elasticache_clusters_end() -> None:
    """moto 5.2.5 leaves a deleted cache cluster in the status "deleting": Terraform polls it until it gives up."""
    from moto.elasticache.models import CacheCluster, ElastiCacheBackend

    original = ElastiCacheBackend.delete_cache_cluster

    def delete_cache_cluster(self: ElastiCacheBackend, cache_cluster_id: str) -> CacheCluster:
        cluster: CacheCluster = original(self, cache_cluster_id)
        self.cache_clusters.pop(cache_cluster_id, None)
        return cluster

    setattr(ElastiCacheBackend, original.__name__, delete_cache_cluster)
