"""The classes made from a small schema that has one of everything; ``--update-golden`` refreshes the files."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from stackyard.bindings.manifest import Selection
from stackyard.bindings.schema import read_schema
from stackyard.bindings.update import compare, find_manifest, generate, write
from stackyard.errors import BindingsError

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
SCHEMA = read_schema(json.loads((HERE / "schema.json").read_text(encoding="utf-8")), "acme/cloud")
SELECTION = Selection(
    "cloud",
    "acme/cloud",
    "1.2.3",
    documentation="https://docs.example/{version}/{kind}/{name}",
    omit=("token", "login.password"),
    resources=("cloud_disk", "cloud_class"),
    data_sources=("cloud_disk",),
)
FILES = generate(SELECTION, SCHEMA, package="catalogue")


def parameters(file: str, class_: str) -> dict[str, str]:
    """Keyword arguments of a class's constructor, each with its annotation."""
    for node in ast.parse(FILES[file]).body:
        if isinstance(node, ast.ClassDef) and node.name == class_:
            init = next(n for n in node.body if isinstance(n, ast.FunctionDef))
            return {a.arg: ast.unparse(a.annotation) for a in init.args.kwonlyargs if a.annotation}
    raise AssertionError(f"no class {class_} in {file}")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_is_what_it_was(name: str, update_golden: bool) -> None:
    golden = GOLDEN / f"{name}.txt"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(FILES[name], encoding="utf-8")
    assert FILES[name] == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert sorted(f.name for f in GOLDEN.iterdir()) == sorted(f"{name}.txt" for name in FILES)


def test_the_order_of_the_schema_does_not_matter() -> None:
    text = json.dumps(_reversed(json.loads((HERE / "schema.json").read_text(encoding="utf-8"))))
    again = generate(SELECTION, read_schema(json.loads(text), "acme/cloud"), package="catalogue")
    assert again == FILES


def test_names_that_python_or_the_framework_has_taken_get_an_underscore() -> None:
    assert {"class_", "provider_", "scope_"} <= set(parameters("class_.py", "Class"))
    assert "count_ = NumberAttribute" in FILES["class_.py"]
    assert "self_" in parameters("disk.py", "DiskPolicy")
    # Only where something else has the name: blocks have no meta-arguments.
    assert "from_" in parameters("disk.py", "DiskSlots")
    assert "name" in parameters("disk.py", "DiskSlots")


def test_an_id_is_an_argument_only_where_the_provider_means_it() -> None:
    assert "id" not in parameters("disk.py", "Disk")
    assert "id" in parameters("class_.py", "Class")
    assert 'id = StringAttribute("id")' in FILES["disk.py"]


def test_what_is_computed_only_cannot_be_given_and_what_is_write_only_cannot_be_read() -> None:
    assert "partitions" not in parameters("disk.py", "Disk")
    assert "password_wo" in parameters("disk.py", "Disk")
    assert 'StringAttribute("password_wo")' not in FILES["disk.py"]


def test_one_block_is_given_bare_and_several_in_a_sequence() -> None:
    assert parameters("disk.py", "DiskReplica")["schedule"] == "DiskReplicaSchedule"
    assert parameters("disk.py", "Disk")["replica"] == "Sequence[DiskReplica]"
    assert parameters("disk.py", "Disk")["snapshot"] == "Sequence[DiskSnapshot] | None"


def test_omitted_arguments_have_no_place() -> None:
    assert "token" not in parameters("provider.py", "CloudProvider")
    assert set(parameters("provider.py", "CloudProviderLogin")) == {"user"}


def test_every_file_is_python_whatever_a_description_holds() -> None:
    for text in FILES.values():
        ast.parse(text)
    doc = ast.get_docstring(ast.parse(FILES["class_.py"]).body[-1])  # type: ignore[arg-type]
    assert doc is not None
    assert 'A class of """disks""" \\ tapes.' in doc
    assert "Deprecated by the provider." in doc


def test_a_block_never_takes_the_name_of_a_resource() -> None:
    raw = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))
    types = raw["provider_schemas"]["registry.example/acme/cloud"]["resource_schemas"]
    types["cloud_disk_snapshot"] = {"block": {}}
    files = generate(SELECTION, read_schema(raw, "acme/cloud"), package="catalogue")
    assert "class DiskSnapshotBlock(Block):" in files["disk.py"]


def test_writing_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    assert write(tmp_path, FILES).written == tuple(sorted(FILES))
    assert not write(tmp_path, FILES)


def test_only_generated_files_are_removed(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "own.py").write_text('"""Written by hand."""\n')
    fewer = {name: text for name, text in FILES.items() if name != "class_.py"}
    assert compare(tmp_path, fewer).removed == ("class_.py",)
    assert (tmp_path / "class_.py").exists()
    write(tmp_path, fewer)
    assert not (tmp_path / "class_.py").exists()
    assert (tmp_path / "own.py").exists()


def test_the_manifest_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(BindingsError, match=r"there is no bindings\.json"):
        find_manifest(tmp_path)
    for package in ("one", "two"):
        (tmp_path / "constructs" / package / "bindings").mkdir(parents=True)
        (tmp_path / "constructs" / package / "bindings" / "bindings.json").write_text("{}")
    with pytest.raises(BindingsError, match="more than one"):
        find_manifest(tmp_path)


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value
