"""A public DNS zone in Route 53."""

from __future__ import annotations

from collections.abc import Sequence

from constructs import Construct

from stackyard_constructs.aws.record import Record
from stackyard_constructs.bindings.aws import Route53Zone
from stackyard_constructs.dns import DEFAULT_TTL, RecordType, check_domain
from stackyard_constructs.lifecycle import kept_if


class Zone(Construct):
    """A hosted zone. Whoever holds the parent domain delegates to ``name_servers``, once.

    Args:
        name: the domain, such as ``dev.example.com``.
        protected: Terraform refuses to destroy or replace it: a new zone has other name servers, and every
            delegation to the old one would lead nowhere. Default: False.

    Raises:
        InvalidProperty: the name is no domain.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, protected: bool = False) -> None:
        super().__init__(scope, id)
        self.name = check_domain(name)
        """The domain."""
        self._zone = Route53Zone(
            self,
            "zone",
            name=name,
            # The provider's default is "Managed by Terraform".
            comment="Managed by stackyard",
            lifecycle=kept_if(protected),
        )

    @property
    def zone_id(self) -> str:
        """Reference to the zone's id."""
        return self._zone.zone_id

    @property
    def name_servers(self) -> list[str]:
        """Reference to the four name servers that the parent domain delegates to."""
        return self._zone.name_servers

    def add_record(
        self,
        host: str,
        *,
        type: RecordType,
        values: Sequence[str],
        ttl: int = DEFAULT_TTL,
    ) -> Record:
        """Add a record; see :class:`Record` for the arguments."""
        return Record(
            self,
            f"{type.lower()}-{host}",
            zone=self.name,
            zone_id=self.zone_id,
            host=host,
            type=type,
            values=values,
            ttl=ttl,
        )

    def add_address(self, host: str, addresses: Sequence[str], *, ttl: int = DEFAULT_TTL) -> Record:
        """Point ``host`` at IPv4 addresses, such as those of a :class:`LoadBalancerIp`.

        Args:
            host: the name within the zone; ``@`` for the zone itself, ``*`` for all that has no own record.
            addresses: references to addresses.
            ttl: seconds that resolvers may keep the answer. Default: 300.
        """
        return Record(
            self,
            f"a-{host}",
            zone=self.name,
            zone_id=self.zone_id,
            host=host,
            type="A",
            values=addresses,
            ttl=ttl,
        )
