"""``stackyard doctor``."""

from __future__ import annotations

import click

from stackyard.cli import options


@click.command()
@options.as_json
def doctor(json_: bool) -> None:
    """Show what this machine has and lacks; exit 1 when the main job cannot run."""
    import dataclasses
    import json
    import os
    import sys
    from pathlib import Path

    from stackyard.doctor.checks import Machine, examine
    from stackyard.errors import StackyardError
    from stackyard.io.process import SystemRunner
    from stackyard.io.project import find_project

    try:
        project = find_project(Path.cwd())
    except StackyardError:
        project = None
    findings = examine(Machine(project, SystemRunner(), os.environ))
    if json_:
        click.echo(json.dumps([dataclasses.asdict(f) for f in findings], indent=2))
    else:
        for f in findings:
            mark = "ok     " if f.ok else ("MISSING" if f.needed else "absent ")
            click.echo(f"{mark}  {f.name:<10}  {f.found}" + ("" if f.ok else f"\n{'':21}get it: {f.get}"))
    if not all(f.ok for f in findings if f.needed):
        sys.exit(1)
