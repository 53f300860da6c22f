"""One function a thing that stackyard needs; each answers with what it found and how to get what lacks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from stackyard.errors import StackyardError
from stackyard.io.node import node_binary
from stackyard.io.process import Runner
from stackyard.io.project import Project


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one needed thing.

    Args:
        name: what it is.
        ok: whether it is there and new enough.
        found: its version or place, or what is wrong.
        get: the command or step that gets it; shown where it lacks.
        needed: whether the main job (synth, plan, deploy) cannot run without it.
    """

    name: str
    ok: bool
    found: str
    get: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Machine:
    """What the checks look at.

    Args:
        project: the project, if the command runs in one.
        runner: starts the programs whose versions are asked.
        environ: this process's environment.
    """

    project: Project | None
    runner: Runner
    environ: Mapping[str, str]


def examine(machine: Machine) -> list[Finding]:
    """Every finding, needed things first."""
    checks: list[Callable[[Machine], Finding]] = [
        _python,
        _terraform,
        _sops,
        _node,
        _project,
        _cdktf,
        _git,
        _kubectl,
    ]
    return [check(machine) for check in checks]


def _python(_: Machine) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")


def _terraform(machine: Machine) -> Finding:
    from stackyard.terraform.binary import find_terraform

    get = "https://developer.hashicorp.com/terraform/install (1.11 or later), or OpenTofu 1.11 or later"
    try:
        found = find_terraform(machine.environ, machine.runner)
    except StackyardError as error:
        return Finding("Terraform", False, error.what, get)
    version = ".".join(str(part) for part in found.version)
    return Finding("Terraform", True, f"{found.flavour} {version}", get)


def _sops(machine: Machine) -> Finding:
    from stackyard.secrets.sops import find_sops

    try:
        found = find_sops(machine.environ)
    except StackyardError as error:
        return Finding("SOPS", False, error.what, "make setup")
    return Finding("SOPS", True, found.name, "make setup")


def _node(machine: Machine) -> Finding:
    try:
        done = machine.runner.run([str(node_binary()), "--version"], env={}, timeout=20)
    except StackyardError as error:
        return Finding("Node", False, error.what, "make setup")
    return Finding("Node", done.returncode == 0, done.stdout.strip(), "make setup")


def _project(machine: Machine) -> Finding:
    found = machine.project
    if found is None:
        return Finding("project", False, "no cdktf.json here or above", "change into the project's folder")
    return Finding("project", True, "cdktf.json found", "")


def _cdktf(machine: Machine) -> Finding:
    root = machine.project.root if machine.project else Path.cwd()
    there = (root / "node_modules" / "cdktf-cli").is_dir()
    return Finding("cdktf-cli", there, "installed" if there else "not installed", "make setup", needed=False)


def _git(machine: Machine) -> Finding:
    return _on_path(machine, "git", "install git")


def _kubectl(machine: Machine) -> Finding:
    return _on_path(machine, "kubectl", "https://kubernetes.io/docs/tasks/tools/")


def _on_path(machine: Machine, program: str, get: str) -> Finding:
    there = which(program, path=machine.environ.get("PATH")) is not None
    return Finding(program, there, "found" if there else "not on PATH", get, needed=False)
