"""Public addresses that stay when load balancers come and go."""

from __future__ import annotations

from constructs import Construct

from stackyard_constructs.bindings.aws import Eip
from stackyard_constructs.lifecycle import kept_if
from stackyard_constructs.limits import MOST_ADDRESSES
from stackyard_constructs.properties import InvalidProperty


class LoadBalancerIp(Construct):
    """Elastic IPs that exist before any load balancer, and after it.

    DNS records, firewalls of customers and certificates may rest on them while a cluster and its load
    balancer are made anew.

    Args:
        name: shown in the console.
        count: how many addresses, one to three: one for each zone the load balancer stands in. Default: 1.
        protected: Terraform refuses to destroy or replace them: AWS does not give a released address back.
            Default: False.

    Raises:
        InvalidProperty: more or fewer addresses than a load balancer can take.
    """

    def __init__(
        self, scope: Construct, id: str, *, name: str, count: int = 1, protected: bool = False
    ) -> None:
        super().__init__(scope, id)
        if not 1 <= count <= MOST_ADDRESSES:
            raise InvalidProperty(f"a load balancer takes one to {MOST_ADDRESSES} addresses; {count} given")
        self._addresses = [
            Eip(
                self,
                f"address-{number}",
                domain="vpc",
                tags={"Name": f"{name}-{number}"},
                lifecycle=kept_if(protected),
            )
            for number in range(1, count + 1)
        ]

    @property
    def addresses(self) -> list[str]:
        """References to the IPv4 addresses."""
        return [address.public_ip for address in self._addresses]

    @property
    def allocation_ids(self) -> list[str]:
        """References to the allocations, which a load balancer's annotation names."""
        return [address.allocation_id for address in self._addresses]
