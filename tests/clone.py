"""A copy of this project, with a home and a temporary folder of its own, as a fresh clone would have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Clone:
    """A project folder and the environment that its commands run in."""

    root: Path
    home: Path
    temporary: Path
    environ: Mapping[str, str]

    def run(
        self, *words: str, code: int | None = 0, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the project's ``.venv/bin``; fail unless it exits with ``code``."""
        program = BIN / words[0]
        command: Sequence[str] = [str(program), *words[1:]]
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**self.environ, **(env or {})},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=550,
            check=False,
        )
        if code is not None:
            assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def exports(self, *words: str) -> dict[str, str]:
        """The variables that ``stackyard emulator env`` prints."""
        import shlex

        text = self.run("stackyard", "emulator", "env", *words).stdout
        pairs = [shlex.split(line)[1] for line in text.splitlines() if line.startswith("export ")]
        return dict(pair.split("=", 1) for pair in pairs)


def make_clone(folder: Path) -> Clone:
    """Copy what git tracks (and what it would), link the installed Node tools."""
    root, home, temporary = folder / "project", folder / "home", folder / "tmp"
    for made in (home, temporary):
        made.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        source, target = ROOT / name, root / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_", "SOPS_", "STACKYARD_"))}
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    environ = {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "XDG_CACHE_HOME": cache,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    return Clone(root, home, temporary, environ)
