"""The innermost rooms import nothing but what they may; import-linter holds the arrows between."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "voting"
MAY = {
    "domain": {"voting"},
    "ballotbox": {"voting", "cryptography", "gmpy2", "shamir_mnemonic"},
    "ballotbox/verify": {"voting", "cryptography"},
}


@pytest.mark.parametrize("room", MAY)
def test_a_room_imports_no_other_third_party(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    allowed = MAY[room] | sys.stdlib_module_names
    wrong = [(f.name, name) for f in files for name in find_imports(f) if name not in allowed]
    assert wrong == []


def test_the_package_itself_is_empty() -> None:
    assert (PACKAGE / "__init__.py").read_text() == ""


def test_only_the_two_wiring_files_read_the_environment() -> None:
    readers = [f.name for f in PACKAGE.rglob("*.py") if "os.environ" in f.read_text()]
    assert readers == []


def test_commits_happen_only_in_transactions() -> None:
    committing = {f.name for f in PACKAGE.rglob("*.py") if ".commit()" in f.read_text()}
    assert committing <= {"session.py"}


def find_imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield (node.module or "").split(".")[0]
