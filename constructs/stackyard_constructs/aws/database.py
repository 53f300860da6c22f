"""A PostgreSQL database on RDS."""

from __future__ import annotations

from collections.abc import Iterable

from constructs import Construct

from stackyard.app import secret_variable
from stackyard_constructs.addresses import refuse_overlaps
from stackyard_constructs.aws.firewall import Firewall
from stackyard_constructs.aws.network import Network
from stackyard_constructs.bindings.aws import DbInstance, DbSubnetGroup
from stackyard_constructs.lifecycle import kept_if
from stackyard_constructs.limits import check_database
from stackyard_constructs.naming import (
    DATABASE,
    DATABASE_SNAPSHOT,
    SECURITY_GROUP,
    SUBNET_GROUP,
    physical_name,
)

PORT = 5432


class Database(Construct):
    """A PostgreSQL instance in a network's private subnets, encrypted, reached by declared ranges only.

    Its password has no property: the construct declares the secret variable ``password_variable``, which is
    ephemeral, and feeds it to a write-only argument. Neither plan nor state ever holds it.

    Args:
        environment: name of the environment; the instance is named ``<environment>-<id>``.
        network: where it stands.
        version: of PostgreSQL, such as ``16.4``, or ``16`` for the newest minor version.
        instance_class: such as ``db.t4g.micro``.
        storage_gb: GiB of gp3 storage, 20 to 65536.
        allowed_cidrs: IPv4 ranges that may connect; 0.0.0.0/0 is refused. Default: none; see
            :meth:`allow_from` and :meth:`allow_from_group`.
        database: name of the first database. Default: ``app``.
        username: of its owner. Default: ``app``.
        password_variable: key of the password in the environment's secrets file. Default: ``db_password``.
        password_version: raise it by one to have a new password sent. Default: 1.
        multi_az: a standby in another zone takes over by itself. Default: False.
        backup_days: how long daily backups are kept, 0 to 35. Default: 14 where protected, else 1.
        protected: AWS and Terraform both refuse to delete it, and should it be deleted all the same, a final
            snapshot and its backups stay. Changes wait for the maintenance window. Default: False.

    Raises:
        InvalidProperty: RDS would refuse the instance, or a range lets the internet in.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: str,
        network: Network,
        version: str,
        instance_class: str,
        storage_gb: int,
        allowed_cidrs: Iterable[str] = (),
        database: str = "app",
        username: str = "app",
        password_variable: str = "db_password",
        password_version: int = 1,
        multi_az: bool = False,
        backup_days: int | None = None,
        protected: bool = False,
    ) -> None:
        super().__init__(scope, id)
        backup_days = (14 if protected else 1) if backup_days is None else backup_days
        check_database(database, username, storage_gb, backup_days)
        allowed = list(allowed_cidrs)
        refuse_overlaps(allowed)
        self._firewall = Firewall(
            self,
            "firewall",
            name=physical_name(SECURITY_GROUP, environment, id),
            description="Who may reach the database",
            vpc_id=network.vpc_id,
            port=PORT,
        )
        for cidr in allowed:
            self.allow_from(cidr)
        subnets = DbSubnetGroup(
            self,
            "subnets",
            name=physical_name(SUBNET_GROUP, environment, id),
            description="Private subnets",
            subnet_ids=network.private_subnet_ids,
        )
        password = secret_variable(self, password_variable, description=f"Password of the {id}'s owner")
        self._instance = DbInstance(
            self,
            "instance",
            identifier=physical_name(DATABASE, environment, id),
            engine="postgres",
            engine_version=version,
            instance_class=instance_class,
            allocated_storage=storage_gb,
            storage_type="gp3",
            storage_encrypted=True,
            db_name=database,
            username=username,
            password_wo=password,
            password_wo_version=password_version,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[self._firewall.group_id],
            publicly_accessible=False,
            multi_az=multi_az,
            backup_retention_period=backup_days,
            delete_automated_backups=not protected,
            copy_tags_to_snapshot=True,
            deletion_protection=protected,
            skip_final_snapshot=not protected,
            final_snapshot_identifier=physical_name(DATABASE_SNAPSHOT, environment, id, "final")
            if protected
            else None,
            apply_immediately=not protected,
            lifecycle=kept_if(protected),
        )

    @property
    def address(self) -> str:
        """Reference to the host name, without the port."""
        return self._instance.address

    @property
    def port(self) -> int:
        """The TCP port."""
        return PORT

    def allow_from(self, cidr: str) -> None:
        """Let an IPv4 range connect; see :meth:`Firewall.allow_from`."""
        self._firewall.allow_from(cidr)

    def allow_from_group(self, name: str, group_id: str) -> None:
        """Let the members of another security group connect; see :meth:`Firewall.allow_from_group`."""
        self._firewall.allow_from_group(name, group_id)
