"""The product's code as trees, for the tests of its shape."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "src/comptoir"
# Apps keep things; infra keeps requests that must not be carried out twice, and is none.
APPS = frozenset(path.parent.name for path in PRODUCT.glob("*/models.py")) - {"infra"}


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the product."""

    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        """Where it is, for the reader of a failed test."""
        return str(self.path.relative_to(PRODUCT))

    @property
    def app(self) -> str:
        return self.path.relative_to(PRODUCT).parts[0]

    @property
    def kind(self) -> str:
        """`models`, `queries`, `services`…: the file of the app, or the package it became."""
        return self.path.relative_to(PRODUCT).with_suffix("").parts[1]


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module of the product that we wrote: migrations are made."""
    paths = sorted(path for path in PRODUCT.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Module(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def of_apps(kind: str) -> list[Module]:
    """The modules of one kind, of all apps."""
    return [m for m in modules() if m.app in APPS and m.kind == kind]


def functions(module: Module) -> list[ast.FunctionDef]:
    """The functions at the top of a module."""
    return [node for node in module.tree.body if isinstance(node, ast.FunctionDef)]


def exported(kind: str) -> Iterator[tuple[Module, ast.FunctionDef]]:
    """What every app offers to others in its services or queries: a package lists it, a module has no underscore."""
    for module in of_apps(kind):
        listing = module.path.with_name("__init__.py")
        offered = _listed(listing) if module.path.parent.name == kind else None
        for function in functions(module):
            if not function.name.startswith("_") and (offered is None or function.name in offered):
                yield module, function


@functools.cache
def calls(node: ast.AST) -> tuple[tuple[str, ast.Call], ...]:
    """Every call inside a node, with the text of what is called: `services.cancel_order`."""
    return tuple(
        (ast.unparse(inside.func), inside) for inside in ast.walk(node) if isinstance(inside, ast.Call)
    )


def arguments(function: ast.FunctionDef) -> set[str]:
    """The names of a function's arguments."""
    taken = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return {argument.arg for argument in taken}


def committed() -> list[Path]:
    """The files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


@functools.cache
def _listed(listing: Path) -> frozenset[str]:
    names: list[str] = []
    for node in ast.parse(listing.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = ast.literal_eval(node.value)
    return frozenset(names)
