"""Speed, as ratios within one run: absolute times differ from machine to machine, ratios hold.

Each pair is timed in turn (A B A B …) and the median of the pairwise ratios is compared with its bound.
Exit code 1 when a bound is missed. The prebuilt AWS package is installed into ``.stackyard/bench`` on demand.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / ".stackyard" / "bench"
BIN = ROOT / ".venv" / "bin"
PREBUILT = "cdktf-cdktf-provider-aws==21.22.1"

EMPTY_APP = """
import cdktf, sys
app = cdktf.App(outdir=sys.argv[1])
cdktf.TerraformStack(app, "empty")
app.synth()
"""

PREBUILT_APP = """
import importlib, json, sys
import cdktf
from cdktf_cdktf_provider_aws.provider import AwsProvider

made = json.load(open(sys.argv[2]))
app = cdktf.App(outdir=sys.argv[1])
stack = cdktf.TerraformStack(app, "dev")
AwsProvider(stack, "aws", region="eu-central-1")
for variable in made.get("variable", {}):
    cdktf.TerraformVariable(stack, variable, type="string")
for kind, by_name in made["resource"].items():
    noun = kind.removeprefix("aws_")
    module = importlib.import_module("cdktf_cdktf_provider_aws." + noun)
    resource = getattr(module, "".join(word.capitalize() for word in noun.split("_")))
    for name, body in by_name.items():
        resource(stack, kind + "-" + name, **{k: v for k, v in body.items() if k not in ("//", "lifecycle")})
app.synth()
"""


@dataclass(frozen=True)
class Comparison:
    """What is compared: ``ours`` may take at most ``bound`` times ``theirs``."""

    name: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    bound: float
    runs: int = 5


def clock(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(comparison: Comparison) -> tuple[float, float, float]:
    clock(comparison.ours), clock(comparison.theirs)
    pairs = [(clock(comparison.ours), clock(comparison.theirs)) for _ in range(comparison.runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def command(*words: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> Callable[[], object]:
    full = environment() | (env or {})

    def run() -> object:
        done = subprocess.run([str(w) for w in words], env=full, cwd=cwd, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done

    return run


def environment() -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "src"))
    from stackyard.io.node import with_node

    return {k: v for k, v in with_node(os.environ).items() if not k.startswith("TF_")}


def synthesis() -> Sequence[Comparison]:
    empty = BENCH / "empty.py"
    empty.write_text(EMPTY_APP)
    ours = command(BIN / "stackyard", "synth", "dev", "-o", BENCH / "dev")
    floor = command(BIN / "python", empty, BENCH / "empty")
    return [
        # Like for like: the app that synthesises dev, and an app that synthesises nothing.
        Comparison("app of dev / empty cdktf app", app_of_dev(), floor, 1.6),
        # With the command line around it, which reads, publishes and checks what the app wrote.
        Comparison("stackyard synth dev / empty app", ours, floor, 2.0),
    ]


def app_of_dev() -> Callable[[], object]:
    return command(
        BIN / "python", "main.py", env={"STACKYARD_ENVIRONMENTS": "dev", "CDKTF_OUTDIR": str(BENCH / "app")}
    )


def prebuilt() -> Sequence[Comparison]:
    folder = BENCH / "prebuilt"
    if not (folder / "bin" / "python").exists():
        command(sys.executable, "-m", "venv", folder)()
        command(BIN / "uv", "pip", "install", "--python", folder / "bin" / "python", PREBUILT)()
    script = BENCH / "prebuilt.py"
    script.write_text(PREBUILT_APP)
    stack = BENCH / "dev" / "stacks" / "dev" / "cdk.tf.json"
    theirs = command(folder / "bin" / "python", script, BENCH / "theirs", stack)
    ours = command(BIN / "stackyard", "synth", "dev", "-o", BENCH / "dev")
    return [Comparison("synth dev / prebuilt AWS package", ours, theirs, 1 / 15, runs=2)]


def start_up() -> Sequence[Comparison]:
    return [
        Comparison(
            "stackyard --help / import click",
            command(BIN / "stackyard", "--help"),
            command(BIN / "python", "-c", "import click"),
            1.5,
            runs=11,
        )
    ]


def deployment() -> Sequence[Comparison]:
    """Expects dev to be deployed on the emulator: see ``main``."""
    shell = command(BIN / "stackyard", "emulator", "env", "dev")()
    assert isinstance(shell, subprocess.CompletedProcess)
    cloud = exports(shell.stdout)
    again = command(BIN / "stackyard", "deploy", "dev", "--emulate", "--yes")
    node = command(BIN / "cdktf", "deploy", "dev", "--auto-approve", env=cloud)
    return [Comparison("no-change deploy / cdktf deploy", again, node, 0.5, runs=3)]


def added_by_deploy() -> tuple[float, float]:
    """What a no-change deploy adds to a bare ``terraform plan``, as a multiple of the empty app; bound 2."""
    shell = command(BIN / "stackyard", "emulator", "env", "dev")()
    assert isinstance(shell, subprocess.CompletedProcess)
    cloud = exports(shell.stdout)
    folder = ROOT / "cdktf.out" / "stacks" / "dev"
    bare = command(BIN / "stackyard-terraform", "plan", "-input=false", env=cloud, cwd=folder)
    again = command(BIN / "stackyard", "deploy", "dev", "--emulate", "--yes")
    empty = command(BIN / "python", BENCH / "empty.py", BENCH / "empty")
    for job in (bare, again, empty):
        job()
    ratios = [(clock(again) - clock(bare)) / clock(empty) for _ in range(5)]
    return statistics.median(ratios), 2.0


def exports(text: str) -> dict[str, str]:
    import shlex

    words = [shlex.split(line)[1] for line in text.splitlines() if line.startswith("export ")]
    return dict(word.split("=", 1) for word in words)


def main() -> None:
    BENCH.mkdir(parents=True, exist_ok=True)
    missed = 0
    groups: list[Sequence[Comparison]] = [start_up(), synthesis()]
    if "--no-prebuilt" not in sys.argv:
        command(BIN / "stackyard", "synth", "dev", "-o", BENCH / "dev")()
        groups.append(prebuilt())
    if shutil.which("terraform"):
        command(ROOT / "tests" / "demo.sh", env={"PATH": f"{BIN}:{os.environ['PATH']}"})()
        groups.append(deployment())
    print(f"{'comparison':<36} {'ours s':>8} {'theirs s':>9} {'ratio':>7} {'bound':>6}")
    for group in groups:
        for one in group:
            ours, theirs, ratio = measure(one)
            verdict = "" if ratio <= one.bound else "  MISSED"
            missed += ratio > one.bound
            print(
                f"{one.name:<36} {ours:8.3f} {theirs:9.3f} {ratio:7.3f} {one.bound:6.3f}{verdict}", flush=True
            )
    if shutil.which("terraform"):
        ratio, bound = added_by_deploy()
        missed += ratio > bound
        print(f"{'added by no-change deploy / empty app':<36} {'':>8} {'':>9} {ratio:7.3f} {bound:6.3f}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
