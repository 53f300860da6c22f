"""The project as a clone, for every test that runs its command lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clone import Clone, make_clone


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    made = make_clone(tmp_path_factory.mktemp("clone"))
    yield made
    made.run("stackyard", "emulator", "stop", code=None)
