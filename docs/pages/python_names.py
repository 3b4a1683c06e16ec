"""The names of `import suite`, and of its packages of parts."""

from __future__ import annotations

import ast
import importlib

import suite
from pages.docstring import markdown
from suite.python_source import docstring
from suite.python_source.module import locate

# Packages whose names are for everybody; their parts stand on the pages of components too.
PARTS = (
    "layers",
    "activations",
    "initializers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "schedules",
    "surfaces",
)


def python_page() -> str:
    """Each name with its signature and its docstring, read from the source."""
    parts = [_HEAD]
    for name in suite.__all__:
        module = suite._places[name]
        definition = locate(f"{module}.{name}")
        signature = "" if definition is None else _signature(definition.node)
        text = "" if definition is None else docstring.documentation(definition)
        parts.append(f"## suite.{name}\n\n```python\n{signature}\n```\n\n{markdown(text)}")
    parts.append(
        "## Parts\n\nPlain Keras classes and functions, at hand where a Keras user looks for them."
    )
    for package in PARTS:
        names = importlib.import_module(f"suite.{package}").__all__
        kind = f"components/{package}.md"
        listed = ", ".join(f"`suite.{package}.{name}`" for name in names)
        parts.append(f"### suite.{package}\n\n{listed}. [What they take]({kind})")
    return "\n\n".join(parts) + "\n"


_HEAD = """# Python

`import suite` loads neither TensorFlow nor Keras; each name is imported at its first use. Everything public is typed."""


def _signature(node: ast.ClassDef | ast.FunctionDef) -> str:
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, node.bases))
        return f"class {node.name}{f'({bases})' if bases else ''}"
    alone = ast.FunctionDef(node.name, node.args, [ast.Expr(ast.Constant(...))], [], node.returns)
    return ast.unparse(ast.fix_missing_locations(alone)).partition(":\n")[0]
