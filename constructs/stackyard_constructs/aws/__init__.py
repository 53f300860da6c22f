"""The catalogue for AWS: what a stack is wired from.

One file per noun. Import from here, or from the noun's own module.
"""

from stackyard_constructs.aws.cache import Cache
from stackyard_constructs.aws.database import Database
from stackyard_constructs.aws.firewall import Firewall
from stackyard_constructs.aws.load_balancer_ip import LoadBalancerIp
from stackyard_constructs.aws.network import Network
from stackyard_constructs.aws.record import Record
from stackyard_constructs.aws.zone import Zone

__all__ = [
    "Cache",
    "Database",
    "Firewall",
    "LoadBalancerIp",
    "Network",
    "Record",
    "Zone",
]
