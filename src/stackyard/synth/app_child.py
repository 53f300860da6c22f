"""Runs the app command of ``cdktf.json`` as a child: the engine itself never imports a user's code."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from stackyard.errors import Location, StackyardError, SynthesisError
from stackyard.io.files import write_atomically
from stackyard.io.node import with_node
from stackyard.io.process import Runner
from stackyard.io.project import Project
from stackyard.synth.artifact import FACTS_FILE, STACK_FILE, Artifact, read_artifact


def synthesise(
    project: Project,
    runner: Runner,
    environ: Mapping[str, str],
    environments: Sequence[str],
    out: Path,
) -> list[Artifact]:
    """Synthesise the environments named, and no others, into ``out``.

    The app writes into a folder aside; files reach ``out`` whole, and only when every one was made.

    Raises:
        SynthesisError: the app failed, or wrote no such stack.
        StackyardError: what the app itself raised: a wrong environment file, a refused value.
    """
    with _folder_aside(project) as aside:
        _run_app(
            project,
            runner,
            environ,
            aside / "answer.json",
            STACKYARD_ENVIRONMENTS=",".join(environments),
            CDKTF_OUTDIR=str(aside / "out"),
        )
        for name in environments:
            _publish(aside / "out" / "stacks" / name, out / "stacks" / name)
        if (manifest := aside / "out" / "manifest.json").is_file():
            write_atomically(out / "manifest.json", manifest.read_bytes(), derived=True)
    return [read_artifact(out / "stacks" / name) for name in environments]


def ask(
    project: Project, runner: Runner, environ: Mapping[str, str], question: str, environments: Sequence[str]
) -> object:
    """Ask the app a question that only the user's own types can answer; nothing is synthesised.

    Args:
        project: the project whose app is asked.
        runner: starts the child.
        environ: this process's environment.
        question: ``schema`` (JSON Schema of an environment file) or ``settings`` (validated settings by name).
        environments: the environments meant; all where empty.

    Raises:
        StackyardError: what the app itself raised.
    """
    with _folder_aside(project) as aside:
        answer = aside / "answer.json"
        _run_app(
            project,
            runner,
            environ,
            answer,
            STACKYARD_ENVIRONMENTS=",".join(environments),
            STACKYARD_QUESTION=question,
        )
        try:
            reply: object = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise SynthesisError(
                f"the app gave no answer about its {question}",
                where=Location(project.root / "cdktf.json", key="app"),
                next_step="main.py must call stackyard.app.run",
            ) from None
    return reply


class _folder_aside:  # noqa: N801 - used as a function, like contextlib's own
    """A private folder below ``.stackyard``, gone at the end whatever happened."""

    def __init__(self, project: Project) -> None:
        self._parent = project.work

    def __enter__(self) -> Path:
        self._parent.mkdir(parents=True, exist_ok=True)
        # A process synthesises one thing at a time; what a killed one of this number left is not ours to read.
        self._folder = self._parent / f"synth-{os.getpid()}"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        return self._folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _run_app(
    project: Project, runner: Runner, environ: Mapping[str, str], answer: Path, **request: str
) -> None:
    env = {
        k: v for k, v in with_node(environ).items() if not k.startswith(("TF_VAR_", "SOPS_", "STACKYARD_"))
    }
    # The choice of framework is the caller's to make and the app's to follow.
    env |= {k: v for k, v in environ.items() if k == "STACKYARD_FRAMEWORK"}
    env |= {"STACKYARD_ANSWER": str(answer), **{k: v for k, v in request.items() if v}}
    command = project.app_command()
    done = runner.run(["/bin/sh", "-c", f"exec {command}"], env=env, cwd=project.root)
    if done.returncode == 0:
        return
    raise _reported(answer, project) or SynthesisError(
        f"the app command failed with exit code {done.returncode}",
        where=Location(project.root / "cdktf.json", key="app"),
        why=_last_lines(done.stderr or done.stdout),
        next_step=f"run it by hand to see more: {_by_hand(request)}{command}",
    )


def _reported(answer: Path, project: Project) -> StackyardError | None:
    """The error that the app itself wrote, to be raised here as if it were ours."""
    try:
        error = json.loads(answer.read_text(encoding="utf-8"))["error"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    place = error["where"]
    where = None if place is None else Location(Path(place["file"]), place["line"], place["key"])
    return SynthesisError(error["what"], where=where, why=error["why"], next_step=error["next"])


def _by_hand(request: Mapping[str, str]) -> str:
    asked = request.get("STACKYARD_ENVIRONMENTS")
    return f"STACKYARD_ENVIRONMENTS={asked} " if asked else ""


def _last_lines(text: str, count: int = 12) -> str:
    return "\n".join(text.strip().splitlines()[-count:])


def _publish(source: Path, target: Path) -> None:
    """Move a stack's files over, each whole; what Terraform keeps beside them stays."""
    if not (source / STACK_FILE).is_file():
        raise SynthesisError(
            f"the app synthesised no stack named {source.name}",
            why="a stack has the name of its environment",
            next_step="let main.py call stackyard.app.run, which makes one stack for each environment",
        )
    for file in sorted(source.iterdir()):
        if file.name in (STACK_FILE, FACTS_FILE) or file.is_file():
            write_atomically(target / file.name, file.read_bytes(), derived=True)
        else:
            shutil.copytree(file, target / file.name, dirs_exist_ok=True)
