"""``stackyard completion``."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script; e.g. `source <(stackyard completion bash)`."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover - the choices above are click's own
        raise click.UsageError(f"click knows no completion for {shell}", ctx)
    click.echo(kind(ctx.find_root().command, {}, "stackyard", "_STACKYARD_COMPLETE").source())
