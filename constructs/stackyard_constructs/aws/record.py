"""A record in a DNS zone."""

from __future__ import annotations

from collections.abc import Sequence

from constructs import Construct

from stackyard_constructs.bindings.aws import Route53Record
from stackyard_constructs.dns import DEFAULT_TTL, RecordType, check_record, text_record


class Record(Construct):
    """A name in a zone and what it answers.

    Args:
        zone: the zone's domain.
        zone_id: reference to the zone's id.
        host: the name within the zone; ``@`` for the zone itself, ``*`` for all that has no own record.
        type: the record's type.
        values: one or more answers: addresses, names or texts. A text is written plainly, without the
            quotes that DNS puts around it.
        ttl: seconds that resolvers may keep the answer. Default: 300.

    Raises:
        InvalidProperty: DNS or Route 53 knows no such record.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        zone: str,
        zone_id: str,
        host: str,
        type: RecordType,
        values: Sequence[str],
        ttl: int = DEFAULT_TTL,
    ) -> None:
        super().__init__(scope, id)
        check_record(host, type, values, ttl)
        self.name = zone if host == "@" else f"{host}.{zone}"
        """The full name."""
        Route53Record(
            self,
            "record",
            zone_id=zone_id,
            name=self.name,
            type=type,
            ttl=ttl,
            records=[text_record(value) for value in values] if type == "TXT" else list(values),
        )
