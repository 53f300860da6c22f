"""``stackyard``: finds the command, loads only its module, and turns errors into text and exit codes."""

from __future__ import annotations

import importlib
import os
import signal
import sys

import click

from stackyard.errors import StackyardError

COMMANDS = {
    "bindings": "regenerate the typed resource classes from a provider's schema",
    "completion": "print the completion script for bash, zsh or fish",
    "deploy": "synthesise, plan, show, ask, apply, and show the outputs",
    "destroy": "destroy everything an environment made, after showing it and asking",
    "doctor": "what this machine has and lacks, with the command that gets it",
    "emulator": "the embedded AWS emulator",
    "env": "environments: list, show, explain, new, schema",
    "output": "the outputs of an applied environment",
    "plan": "what a deploy would change",
    "secrets": "SOPS-encrypted values",
    "synth": "write the Terraform JSON of an environment",
}


class _LazyGroup(click.Group):
    """Imports a command's module when that command runs; ``--help`` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"stackyard.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            raise click.UsageError(f"no such command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.version_option(package_name="stackyard", message="%(prog)s %(version)s")
@click.pass_context
def stackyard(ctx: click.Context, debug: bool) -> None:
    """Infrastructure and apps for every environment, in typed Python."""
    ctx.obj = {"debug": debug}


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 changes present, 64 wrong usage, 130 interrupted."""
    debug = "--debug" in sys.argv
    # A CI that cancels a job sends SIGTERM: Terraform must be stopped as cleanly as by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = stackyard.main(standalone_mode=False)
    except StackyardError as error:
        if debug:
            _traceback(error)
        _complain(str(error))
        code = error.exit_code
    except click.UsageError as error:
        usage = error.ctx.get_usage() + "\n" if error.ctx else ""
        click.echo(usage, nl=False, err=True)
        _complain(error.format_message())
        code = 64
    except click.ClickException as error:
        _complain(error.format_message())
        code = 1
    except (click.Abort, KeyboardInterrupt):
        _complain("stopped; nothing further was done")
        code = 130
    except BrokenPipeError:
        # The reader of a pipe has gone (`stackyard ... | head`); nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        if debug:
            raise
        # No detail: an unforeseen exception's text may hold a value. `--debug` is the user's own choice.
        _complain(
            f"stackyard met a fault of its own ({type(error).__name__})\n"
            "  next: run the command again as `stackyard --debug …` and report what it prints"
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _complain(text: str) -> None:
    click.secho("error: ", fg="red", bold=True, nl=False, err=True, color=_color())
    click.echo(text, err=True)


def _color() -> bool | None:
    return False if "NO_COLOR" in os.environ else None


def _traceback(error: BaseException) -> None:
    """Frames only, without source lines' values: an exception's chain may carry what a child printed."""
    import traceback

    click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
