"""How much a cloud gives of a thing, and what it calls well-formed. Plain rules: settings are checked by them too."""

from __future__ import annotations

import re

from stackyard_constructs.properties import InvalidProperty

MOST_ADDRESSES = 3
"""One in each zone of a network; a network load balancer takes one per zone."""

MOST_NODES = 40
"""https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html"""

SMALLEST_STORAGE, LARGEST_STORAGE = 20, 65536
"""GiB of gp3 storage: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html"""

LONGEST_BACKUP = 35
"""Days: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"""

_RESERVED_USERS = frozenset({"admin", "rdsadmin", "rdsrepladmin", "rds_superuser", "rds_replication"})


def check_database(database: str, username: str, storage_gb: int, backup_days: int) -> None:
    """Check what RDS asks of a PostgreSQL instance; see :class:`~stackyard_constructs.aws.database.Database`.

    Raises:
        InvalidProperty: the first thing that is wrong.
    """
    for noun, name in (("database", database), ("user", username)):
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]{0,62}", name):
            raise InvalidProperty(
                f"{name!r} cannot name a {noun}: a letter, then up to 62 letters, digits or underscores"
            )
    if username.lower() in _RESERVED_USERS:
        raise InvalidProperty(f"RDS keeps the user name {username!r} for itself: choose another")
    if not SMALLEST_STORAGE <= storage_gb <= LARGEST_STORAGE:
        raise InvalidProperty(
            f"storage lies between {SMALLEST_STORAGE} and {LARGEST_STORAGE} GiB; {storage_gb} given"
        )
    if not 0 <= backup_days <= LONGEST_BACKUP:
        raise InvalidProperty(f"backups are kept for 0 to {LONGEST_BACKUP} days; {backup_days} given")


def check_nodes(nodes: int) -> None:
    """Check that a cluster may have so many nodes.

    Raises:
        InvalidProperty: it may not.
    """
    if not 1 <= nodes <= MOST_NODES:
        raise InvalidProperty(f"a Memcached cluster has 1 to {MOST_NODES} nodes; {nodes} given")
