"""What an environment consists of, from its settings. Read this page first; then change it."""

from __future__ import annotations

from stacks.settings import CacheSettings, DatabaseSettings, DnsSettings, Settings
from stackyard.app import EnvironmentStack
from stackyard.framework import cdktf
from stackyard_constructs.aws import Cache, Database, LoadBalancerIp, Network, Zone
from stackyard_constructs.bindings.aws import AwsProvider, AwsProviderDefaultTags


def platform(stack: EnvironmentStack, settings: Settings) -> None:
    """Fill the stack of one environment. Target ``local`` has no cloud, so its stack stays empty."""
    if settings.target != "aws":
        return
    provide_aws(stack, settings)
    ingress = network = None
    if settings.ingress:
        ingress = LoadBalancerIp(
            stack,
            "ingress",
            name=f"{settings.name}-ingress",
            count=settings.ingress.addresses,
            protected=settings.protected,
        )
        show(stack, "load_balancer_ips", ingress.addresses, "Addresses for the ingress load balancer")
    if settings.dns:
        add_zone(stack, settings, settings.dns, ingress)
    if settings.network:
        network = Network(
            stack,
            "network",
            name=settings.name,
            cidr=settings.network.cidr,
            zones=settings.network.zones,
            nat=settings.network.nat,
        )
        show(stack, "vpc_id", network.vpc_id, "The network")
    if network and settings.database:
        add_database(stack, settings, settings.database, network)
    if network and settings.cache:
        add_cache(stack, settings, settings.cache, network)


def provide_aws(stack: EnvironmentStack, settings: Settings) -> None:
    """Deploy to the declared region and account only, and mark every resource with whose it is."""
    tags = {"environment": settings.name, "managed-by": "stackyard", **settings.tags}
    AwsProvider(
        stack,
        "aws",
        region=settings.region,
        allowed_account_ids=[settings.account] if settings.account else None,
        default_tags=[AwsProviderDefaultTags(tags=tags)],
    )


def add_zone(
    stack: EnvironmentStack, settings: Settings, dns: DnsSettings, ingress: LoadBalancerIp | None
) -> None:
    """The DNS zone; its hosts point at the ingress addresses, whether or not a load balancer stands there."""
    zone = Zone(stack, "zone", name=dns.zone, protected=settings.protected)
    for host in dns.hosts if ingress else ():
        zone.add_address(host, ingress.addresses if ingress else [])
    for record in dns.records:
        zone.add_record(record.host, type=record.type, values=record.values, ttl=record.ttl)
    show(stack, "name_servers", zone.name_servers, f"Delegate {dns.zone} to these")


def add_database(
    stack: EnvironmentStack, settings: Settings, wanted: DatabaseSettings, network: Network
) -> None:
    """The database; its password comes from ``db_password`` in the environment's secrets file."""
    database = Database(
        stack,
        "database",
        environment=settings.name,
        network=network,
        version=wanted.version,
        instance_class=wanted.instance_class,
        storage_gb=wanted.storage_gb,
        allowed_cidrs=wanted.allowed_cidrs,
        database=wanted.name,
        username=wanted.username,
        password_version=wanted.password_version,
        multi_az=wanted.multi_az,
        backup_days=wanted.backup_days,
        protected=settings.protected,
    )
    show(stack, "database_address", database.address, "Host name of the database")


def add_cache(stack: EnvironmentStack, settings: Settings, wanted: CacheSettings, network: Network) -> None:
    """The cache."""
    cache = Cache(
        stack,
        "cache",
        environment=settings.name,
        network=network,
        version=wanted.version,
        node_type=wanted.node_type,
        nodes=wanted.nodes,
        allowed_cidrs=wanted.allowed_cidrs,
    )
    show(stack, "cache_address", cache.address, "Host name of the cache")


def show(stack: EnvironmentStack, name: str, value: str | list[str], description: str) -> None:
    """Print a value after a deploy and in ``stackyard output``."""
    cdktf.TerraformOutput(stack, name, value=value, description=description)
