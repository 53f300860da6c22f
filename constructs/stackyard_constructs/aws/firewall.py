"""Who may reach one port of a database or a cache."""

from __future__ import annotations

from constructs import Construct

from stackyard_constructs.addresses import parse_access_range
from stackyard_constructs.bindings.aws import SecurityGroup, VpcSecurityGroupIngressRule


class Firewall(Construct):
    """A security group that lets nobody in until told, and nothing out.

    Args:
        name: the group's name, shown in the console.
        description: what it guards. AWS replaces the group when this changes.
        vpc_id: reference to the VPC.
        port: the TCP port that it opens.
    """

    def __init__(
        self, scope: Construct, id: str, *, name: str, description: str, vpc_id: str, port: int
    ) -> None:
        super().__init__(scope, id)
        self._port = port
        self._group = SecurityGroup(
            self, "group", name=name, description=description, vpc_id=vpc_id, tags={"Name": name}
        )

    @property
    def group_id(self) -> str:
        """Reference to the security group's id."""
        return self._group.id

    def allow_from(self, cidr: str) -> None:
        """Let an IPv4 range in.

        Raises:
            InvalidProperty: the range is malformed, or so wide that it amounts to the internet.
        """
        parse_access_range(cidr)
        VpcSecurityGroupIngressRule(
            self,
            f"from-{cidr.replace('.', '-').replace('/', '-')}",
            security_group_id=self._group.id,
            cidr_ipv4=cidr,
            ip_protocol="tcp",
            from_port=self._port,
            to_port=self._port,
        )

    def allow_from_group(self, name: str, group_id: str) -> None:
        """Let the members of another security group in.

        Args:
            name: who they are; part of the rule's address in the state.
            group_id: reference to their security group's id.
        """
        VpcSecurityGroupIngressRule(
            self,
            f"from-group-{name}",
            security_group_id=self._group.id,
            referenced_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=self._port,
            to_port=self._port,
        )
