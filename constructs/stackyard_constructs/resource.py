"""What the generated classes share: a resource, a data source and a provider of any Terraform type.

Each subclass of the framework's own class hands over its arguments when the framework asks for them, so one
instance costs one call into Node, and one more for each attribute that something refers to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import jsii
from constructs import Construct

from stackyard.framework import cdktf
from stackyard_constructs.block import rendered

__all__ = ["DataSource", "Provider", "Resource"]


class Resource(cdktf.TerraformResource):
    """A resource of any type; subclasses say which.

    Args:
        scope: the construct it belongs to.
        id_: its name among its siblings; with theirs it makes the resource's address.
        arguments: Terraform's argument names and values; ``None`` stands for "not given".
        depends_on: constructs that Terraform shall create first, beside those whose attributes are used.
        lifecycle: Terraform's ``lifecycle`` block.
        provider: another than the type's only provider.

    Strings are taken as written, apart from references: ``${`` in them begins nothing.
    """

    TERRAFORM_TYPE: ClassVar[str]
    PROVIDER: ClassVar[str]
    PROVIDER_VERSION: ClassVar[str]
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()
    WRITE_ONLY: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        scope: Construct,
        id_: str,
        /,
        arguments: Mapping[str, object],
        *,
        depends_on: Sequence[cdktf.ITerraformDependable] | None = None,
        lifecycle: cdktf.TerraformResourceLifecycle | None = None,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        # Before the constructor of the framework, so that a wrong argument leaves no half-made construct behind.
        self._arguments = rendered(arguments)
        self._references: dict[str, object] = {}
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.TERRAFORM_TYPE,
            terraform_generator_metadata=_metadata(self.PROVIDER, self.PROVIDER_VERSION),
            lifecycle=lifecycle,
            provider=provider,
            depends_on=depends_on,
        )

    # The Python name is jsii's own for the method, the only one that it calls back.
    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, object]:
        return self._arguments


class DataSource(cdktf.TerraformDataSource):
    """A data source of any type; arguments as in :class:`Resource`."""

    TERRAFORM_TYPE: ClassVar[str]
    PROVIDER: ClassVar[str]
    PROVIDER_VERSION: ClassVar[str]
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()
    WRITE_ONLY: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        scope: Construct,
        id_: str,
        /,
        arguments: Mapping[str, object],
        *,
        depends_on: Sequence[cdktf.ITerraformDependable] | None = None,
        lifecycle: cdktf.TerraformResourceLifecycle | None = None,
        provider: cdktf.TerraformProvider | None = None,
    ) -> None:
        self._arguments = rendered(arguments)
        self._references: dict[str, object] = {}
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.TERRAFORM_TYPE,
            terraform_generator_metadata=_metadata(self.PROVIDER, self.PROVIDER_VERSION),
            lifecycle=lifecycle,
            provider=provider,
            depends_on=depends_on,
        )

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, object]:
        return self._arguments


class Provider(cdktf.TerraformProvider):
    """A provider's configuration.

    Args:
        scope: the stack.
        id_: its name in the stack.
        arguments: as in :class:`Resource`.
        alias: tells it from another configuration of the same provider; then pass it to resources as ``provider``.
    """

    PROVIDER: ClassVar[str]
    PROVIDER_SOURCE: ClassVar[str]
    PROVIDER_VERSION: ClassVar[str]
    SENSITIVE: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, scope: Construct, id_: str, /, arguments: Mapping[str, object], *, alias: str | None = None
    ) -> None:
        self._arguments = rendered(arguments)
        self._alias = alias
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.PROVIDER,
            terraform_provider_source=self.PROVIDER_SOURCE,
            terraform_generator_metadata=_metadata(self.PROVIDER, self.PROVIDER_VERSION),
        )

    # The framework's own can neither be set nor read: it leaves both to the classes it would generate.
    @property
    @jsii.member(jsii_name="alias")
    def alias(self) -> str | None:
        """Tells this configuration from another of the same provider."""
        return self._alias

    @alias.setter
    def alias(self, value: str | None) -> None:
        self._alias = value

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, object]:
        return self._arguments


def _metadata(provider: str, version: str) -> cdktf.TerraformProviderGeneratorMetadata:
    return cdktf.TerraformProviderGeneratorMetadata(
        provider_name=provider, provider_version=version, provider_version_constraint=version
    )
