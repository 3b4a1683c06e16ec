"""Python source read as a syntax tree: what a module defines and imports, never run."""

from __future__ import annotations

import ast
import functools
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from suite.errors import UserError

# Not opened when a base class comes from there: huge, and it has no components.
_OPAQUE = {*sys.stdlib_module_names, "tensorflow", "numpy"}
# How many imports are followed in a row, and as how many one with a star counts.
_DEEPEST, _STAR = 10, 3
_TYPE_STATEMENT = getattr(ast, "TypeAlias", ())  # `type Depth = ...`, since Python 3.12
_files: dict[str, Path] = {}


class SourceError(UserError):
    """A Python file that cannot be read, with file and line."""


@dataclass(frozen=True, eq=False)
class Definition:
    """A top-level class or function, the module that it stands in, and the names of the methods."""

    module: Module
    node: ast.ClassDef | ast.FunctionDef
    methods: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    @property
    def bases(self) -> list[ast.expr]:
        """What a class names as its bases; none of a function."""
        return self.node.bases if isinstance(self.node, ast.ClassDef) else []

    @property
    def arguments(self) -> ast.arguments | None:
        """What a function takes; None of a class, which takes what its constructors do."""
        return self.node.args if isinstance(self.node, ast.FunctionDef) else None


@dataclass(frozen=True, eq=False)
class Module:
    """A parsed file.

    Args:
        file: the file.
        name: dotted name, or None for a file outside any package.
        definitions: top-level classes and functions by name.
        imports: local name -> full dotted path of what it stands for.
        assigned: top-level `NAME = expression` by name.
        stars: the packages of `from package import *`, in their order.

    Example:
        >>> module = read(module_file("keras.optimizers"), "keras.optimizers")
        >>> module.resolve("SGD").module.name
        'keras.src.optimizers.sgd'
    """

    file: Path
    name: str | None
    definitions: dict[str, Definition] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    assigned: dict[str, ast.expr] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    @property
    def has_unseen_names(self) -> bool:
        """Whether the module can have names that its text does not show."""
        return bool(self.stars) or "__getattr__" in self.definitions

    def resolve(self, dotted: str, depth: int = 0) -> Definition | None:
        """The definition that a name used inside this module means, through any re-exports."""
        first, _, rest = dotted.partition(".")
        if not rest and first in self.definitions:
            return self.definitions[first]
        if first in self.imports and depth < _DEEPEST:
            return locate(f"{self.imports[first]}.{rest}".rstrip("."), depth + 1)
        return None if first.startswith("_") else self._behind_stars(dotted, depth)

    def _behind_stars(self, dotted: str, depth: int) -> Definition | None:
        """The definition of a name that came with `from package import *`; the last one counts.

        Each of several stars may lead to several others: few are followed in a row.
        """
        if depth + _STAR > _DEEPEST:
            return None
        found = (locate(f"{one}.{dotted}", depth + _STAR) for one in reversed(self.stars))
        return next((one for one in found if one is not None), None)

    def alias(self, name: str, depth: int = 0) -> ast.expr | None:
        """The type expression that a name stands for: `Depth` for `Depth = Literal[20, 32]`."""
        value = self.assigned.get(name)
        if isinstance(value, ast.Subscript | ast.BinOp):
            return value
        owner, _, attribute = self.imports.get(name, "").rpartition(".")
        if not owner or owner.partition(".")[0] in _OPAQUE or depth > _DEEPEST:
            return None
        file = module_file(owner)
        return read(file, owner).alias(attribute, depth + 1) if file else None


def locate(dotted: str, depth: int = 0) -> Definition | None:
    """The class or function of a full dotted path such as `keras.src.optimizers.sgd.SGD`."""
    parts = dotted.split(".")
    if parts[0] in _OPAQUE:
        return None
    for cut in range(len(parts) - 1, 0, -1):
        file = module_file(".".join(parts[:cut]))
        if file is not None:
            return read(file, ".".join(parts[:cut])).resolve(".".join(parts[cut:]), depth)
    return None


def module_file(name: str) -> Path | None:
    """Where a module's source is. Only the top-level package is asked for: nothing is imported."""
    if name not in _files:
        file = _find_file(name)
        if file is None:
            return None  # not remembered: a notebook may write the file in its next cell
        _files[name] = file
    return _files[name]


def _find_file(name: str) -> Path | None:
    top, *parts = name.split(".")
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):  # ValueError: `__main__` and other modules without a spec
        return None
    if spec is None:
        return None
    if not parts:
        origin = spec.origin or ""
        return Path(origin) if origin.endswith(".py") else None
    for folder in spec.submodule_search_locations or ():
        path = Path(folder, *parts)
        for file in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if file.is_file():
                return file
    return None


def read(file: Path, name: str | None = None) -> Module:
    """Parse a file; a file that has changed since is parsed again.

    Raises:
        SourceError: the file cannot be read or is no Python, with the line.
    """
    try:
        stat = file.stat()
        return _read(file, name, stat.st_mtime_ns, stat.st_size)
    except SyntaxError as error:
        raise SourceError(f"{file}:{error.lineno or 1}: {error.msg}") from error
    except (OSError, ValueError) as error:  # ValueError: a null byte, in older Pythons
        raise SourceError(f"{file}:1: cannot be read as Python source: {error}") from error


@functools.cache
def _read(file: Path, name: str | None, mtime: int, size: int) -> Module:
    tree = ast.parse(file.read_bytes(), str(file))  # as Python reads it: marks, encodings
    module = Module(file, name)
    for node in _top_level(tree.body):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            if _is_overload(node):
                continue
            methods = frozenset(n.name for n in node.body if isinstance(n, ast.FunctionDef))
            definition = Definition(module, _without_code(node), methods)
            module.definitions.setdefault(node.name, definition)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias, meant in _imported(node, module):
                if alias == "*":
                    module.stars.append(meant.removesuffix(".*"))
                else:
                    module.imports.setdefault(alias, meant)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    module.assigned.setdefault(target.id, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            module.assigned.setdefault(node.target.id, node.value)
        elif isinstance(node, _TYPE_STATEMENT):
            module.assigned.setdefault(node.name.id, node.value)
    return module


def _is_overload(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether it tells types alone; the function itself follows."""
    return any(ast.unparse(one).endswith("overload") for one in node.decorator_list)


def _without_code(node: ast.ClassDef | ast.FunctionDef) -> ast.ClassDef | ast.FunctionDef:
    """Keep what is read: docstring, attributes, constructor.

    Hundreds of whole trees would slow the garbage collector down.
    """
    if isinstance(node, ast.ClassDef):
        code = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        kept = [n for n in node.body if not isinstance(n, code) or n.name == "__init__"]
    else:
        kept = node.body[:1]
    node.body = kept
    return node


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements at module level; of several branches the first that defines a name wins."""
    for node in body:
        yield node
        for block in ("body", "orelse", "handlers", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.With | ast.ExceptHandler):
                yield from _top_level(getattr(node, block, []))


def _imported(node: ast.Import | ast.ImportFrom, module: Module) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            target = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or target, target
        return
    package = node.module or ""
    if node.level:  # relative: known only where the module's own name is
        if module.name is None:
            return
        is_package = module.file.name == "__init__.py"
        parents = module.name.split(".")
        kept = parents[: len(parents) - node.level + is_package]
        package = ".".join([*kept, package]).strip(".")
    for alias in node.names:
        yield alias.asname or alias.name, f"{package}.{alias.name}"
