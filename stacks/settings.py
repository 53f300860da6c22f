"""What an environment file may say: the single definition.

It validates the files, types the code in ``platform.py``, and gives editors a JSON Schema
(``stackyard env schema``). Add a setting here first; then use it there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from stackyard.environments.model import EnvironmentSettings
from stackyard_constructs.addresses import (
    Nat,
    check_zones,
    parse_access_range,
    parse_network_range,
    parse_range,
    refuse_overlaps,
)
from stackyard_constructs.dns import DEFAULT_TTL, RecordType, check_domain, check_record, text_record
from stackyard_constructs.limits import (
    LARGEST_STORAGE,
    LONGEST_BACKUP,
    MOST_ADDRESSES,
    MOST_NODES,
    SMALLEST_STORAGE,
    check_database,
)

# `strict` refuses a number where a text is meant; descriptions stand in `Field`, which costs no parsing at start.
_SHAPE = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=False)

Range = Annotated[str, AfterValidator(lambda text: str(parse_range(text)))]
AccessRange = Annotated[str, AfterValidator(lambda text: str(parse_access_range(text)))]
NetworkRange = Annotated[str, AfterValidator(lambda text: str(parse_network_range(text)))]
Domain = Annotated[str, AfterValidator(check_domain)]


class NetworkSettings(BaseModel):
    """The private network that everything stands in."""

    model_config = _SHAPE

    cidr: NetworkRange = Field(description="IPv4 range of the network, /16 to /24, such as 10.10.0.0/16.")
    zones: list[str] = Field(
        description="Two or three availability zones by their full names. Add at the end only: "
        "a zone's subnets depend on its place.",
    )
    nat: Nat = Field(
        default="none",
        description="How private subnets reach the internet: none, single (one gateway), or per-zone.",
    )
    reserved_cidrs: list[Range] = Field(
        default_factory=list,
        description="Ranges of offices, VPNs and other networks that this one must not overlap.",
    )

    @field_validator("zones")
    @classmethod
    def _two_or_three(cls, zones: list[str]) -> list[str]:
        return list(check_zones(zones))

    @model_validator(mode="after")
    def _apart(self) -> NetworkSettings:
        refuse_overlaps([*self.reserved_cidrs, self.cidr])
        return self


class RecordSettings(BaseModel):
    """A DNS record that points elsewhere than at the ingress addresses."""

    model_config = _SHAPE

    host: str = Field(
        description='Name within the zone; "@" is the zone itself, "*" all without an own record.'
    )
    type: RecordType = Field(description="Type of the record.")
    values: list[str] = Field(description="One or more answers; a TXT value is written without outer quotes.")
    ttl: int = Field(default=DEFAULT_TTL, description="Seconds that resolvers may keep the answer.")

    @model_validator(mode="after")
    def _possible(self) -> RecordSettings:
        check_record(self.host, self.type, self.values, self.ttl)
        if self.type == "TXT":
            for value in self.values:
                text_record(value)
        return self


class DnsSettings(BaseModel):
    """The environment's public DNS zone."""

    model_config = _SHAPE

    zone: Domain = Field(description="Domain of the zone, such as dev.example.com.")
    hosts: list[str] = Field(
        default_factory=lambda: ["@", "*"],
        description='Names that point at the ingress addresses; "@" is the zone itself, "*" all others.',
    )
    records: list[RecordSettings] = Field(default_factory=list, description="Further records.")

    @field_validator("hosts")
    @classmethod
    def _names(cls, hosts: list[str]) -> list[str]:
        for host in hosts:
            check_record(host, "A", ["address"])
        return hosts

    @model_validator(mode="after")
    def _once_each(self) -> DnsSettings:
        taken = [(host, "A") for host in self.hosts] + [(r.host, r.type) for r in self.records]
        for host, type_ in taken:
            if taken.count((host, type_)) > 1:
                raise ValueError(f"the {type_} record of {host!r} is given twice")
            if type_ == "CNAME" and any(other == host and kind != "CNAME" for other, kind in taken):
                raise ValueError(f"{host!r} is a CNAME and has another record; DNS permits one or the other")
        return self


class IngressSettings(BaseModel):
    """Where traffic from the internet comes in."""

    model_config = _SHAPE

    address: Literal["fixed"] = Field(
        default="fixed", description="fixed: addresses that outlive any load balancer."
    )
    addresses: int = Field(
        default=1, ge=1, le=MOST_ADDRESSES, description="How many; one for each zone the load balancer uses."
    )


class DatabaseSettings(BaseModel):
    """The PostgreSQL database. Its password is `db_password` in the environment's secrets file."""

    model_config = _SHAPE

    engine: Literal["postgres"] = Field(default="postgres", description="Only PostgreSQL for now.")
    version: str = Field(pattern=r"^\d+(\.\d+)?$", description='Version in quotes, such as "16.4".')
    instance_class: str = Field(pattern=r"^db\.[a-z0-9.]+$", description="Such as db.t4g.micro.")
    storage_gb: int = Field(
        ge=SMALLEST_STORAGE, le=LARGEST_STORAGE, description="GiB of encrypted gp3 storage."
    )
    allowed_cidrs: list[AccessRange] = Field(
        default_factory=list, description="IPv4 ranges that may connect; 0.0.0.0/0 is refused."
    )
    name: str = Field(default="app", description="Name of the first database.")
    username: str = Field(default="app", description="Name of its owner.")
    password_version: int = Field(default=1, ge=1, description="Raise by one to send a new password.")
    multi_az: bool = Field(default=False, description="Whether a standby in another zone takes over.")
    backup_days: int | None = Field(
        default=None,
        ge=0,
        le=LONGEST_BACKUP,
        description="Days that daily backups are kept. Default: 14 where the environment is protected, else 1.",
    )

    @field_validator("allowed_cidrs")
    @classmethod
    def _apart(cls, ranges: list[str]) -> list[str]:
        refuse_overlaps(ranges)
        return ranges

    @model_validator(mode="after")
    def _possible(self) -> DatabaseSettings:
        check_database(self.name, self.username, self.storage_gb, self.backup_days or 0)
        return self


class CacheSettings(BaseModel):
    """The Memcached cache."""

    model_config = _SHAPE

    engine: Literal["memcached"] = Field(default="memcached", description="Only Memcached for now.")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$", description='Version in quotes, such as "1.6.22".')
    node_type: str = Field(pattern=r"^cache\.[a-z0-9.]+$", description="Such as cache.t4g.micro.")
    nodes: int = Field(
        default=1, ge=1, le=MOST_NODES, description="Nodes; two or more spread over the zones."
    )
    allowed_cidrs: list[AccessRange] = Field(
        default_factory=list, description="IPv4 ranges that may connect; 0.0.0.0/0 is refused."
    )

    @field_validator("allowed_cidrs")
    @classmethod
    def _apart(cls, ranges: list[str]) -> list[str]:
        refuse_overlaps(ranges)
        return ranges


class Settings(EnvironmentSettings):
    """An environment. A part that is left out is not built."""

    model_config = ConfigDict(use_attribute_docstrings=False)

    target: Literal["aws", "exoscale", "local"] = Field(
        description="Where the environment runs: aws, exoscale, or local (an existing cluster, no cloud)."
    )
    network: NetworkSettings | None = Field(default=None, description="The private network.")
    dns: DnsSettings | None = Field(default=None, description="The public DNS zone.")
    ingress: IngressSettings | None = Field(default=None, description="Where traffic comes in.")
    database: DatabaseSettings | None = Field(default=None, description="The PostgreSQL database.")
    cache: CacheSettings | None = Field(default=None, description="The Memcached cache.")

    @field_validator("account")
    @classmethod
    def _account_id(cls, account: str | None) -> str | None:
        if account is not None and not (len(account) == 12 and account.isdecimal()):
            raise ValueError(f"{account!r} is not an AWS account: twelve digits, in quotes")
        return account

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if self.target == "exoscale":
            raise ValueError("target exoscale is not available yet: use aws or local")
        cloud = ("network", "dns", "ingress", "database", "cache")
        if self.target == "local":
            if given := [part for part in cloud if getattr(self, part) is not None]:
                raise ValueError(f"target local has no cloud to build {', '.join(given)} in")
            return self
        if missing := [key for key in ("region", "account", "state") if getattr(self, key) is None]:
            raise ValueError(f"target aws needs {', '.join(missing)}")
        if self.network is None and (self.database or self.cache):
            raise ValueError("a database or a cache needs a network to stand in")
        if self.network and (away := [z for z in self.network.zones if z[:-1] != self.region]):
            raise ValueError(f"not in region {self.region}: {', '.join(away)}")
        if self.dns and self.dns.hosts and self.ingress is None:
            raise ValueError("dns.hosts need ingress addresses to point at: add `ingress: {}` or `hosts: []`")
        return self
