"""The one place where names that a cloud sees are made from the names that people chose.

A cloud's limits are tighter than ours (an environment's name may have 63 characters, and hyphens side by
side). A name that does not fit is cut and ends in a hash of the whole, so that two long names which differ
only in their tails stay two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from stackyard_constructs.properties import InvalidProperty

_HASH_LENGTH = 8  # 32 bits: a clash among the names of one account is out of the question


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of resource with a limit on its names.

    Args:
        noun: for error messages.
        limit: characters at most.
    """

    noun: str
    limit: int


DATABASE = Kind("database", 63)
"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"""

DATABASE_SNAPSHOT = Kind("database snapshot", 255)
"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html"""

CACHE = Kind("cache", 50)
"""https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html"""

SUBNET_GROUP = Kind("subnet group", 255)
"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html"""

SECURITY_GROUP = Kind("security group", 255)
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html"""


def physical_name(kind: Kind, *parts: str) -> str:
    """Join ``parts`` by hyphens into a name that ``kind`` permits: ``dev``, ``database`` -> ``dev-database``.

    The result has lower-case letters, digits and single hyphens, begins with a letter and does not end in a
    hyphen: what every kind here accepts.

    Raises:
        InvalidProperty: a part is empty, or has a character that no kind permits.
    """
    for part in parts:
        if not re.fullmatch(r"[a-z0-9-]+", part):
            raise InvalidProperty(
                f"{part!r} cannot be part of the name of a {kind.noun}: use lower-case letters, digits, hyphens"
            )
    whole = "-".join(parts)
    plain = re.sub(r"-+", "-", whole).strip("-")
    if not plain[:1].isalpha():
        raise InvalidProperty(f"the name of a {kind.noun} must begin with a letter; {whole!r} does not")
    if plain == whole and len(whole) <= kind.limit:
        return whole
    digest = sha256(whole.encode()).hexdigest()[:_HASH_LENGTH]
    return f"{plain[: kind.limit - _HASH_LENGTH - 1].rstrip('-')}-{digest}"
