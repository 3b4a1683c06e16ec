"""Import a user's file, and say where in it an import went wrong."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import traceback
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType, TracebackType

from suite.errors import UserError, one_line

_STAMP = "__suite_stamp__"  # when the file that a module was made of was last changed


def load_file(file: Path) -> ModuleType:
    """Import a file under a name of its own; a file that has changed since is run again.

    The module stays in `sys.modules`, where Keras looks for the classes of a saved object.
    """
    file = file.resolve()
    name = f"suite_file_{file.stem}_{hashlib.sha1(os.fsencode(file)).hexdigest()[:12]}"
    stat = file.stat()
    stamp = (stat.st_mtime_ns, stat.st_size)
    known = sys.modules.get(name)
    if known is not None and getattr(known, _STAMP, None) == stamp:
        return known
    loader = SourceFileLoader(name, str(file))
    spec = ModuleSpec(name, loader, origin=str(file))
    spec.has_location = True  # the module gets a `__file__`
    module = importlib.util.module_from_spec(spec)
    setattr(module, _STAMP, stamp)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


class naming_the_place:
    """Turn whatever a user's module raises at import into a UserError with its file and line."""

    def __init__(self, file: Path):
        self.file = file

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception):
            return
        place = f"{self.file}:1"
        if isinstance(error, SyntaxError) and error.filename:
            place = f"{error.filename}:{error.lineno or 1}"
        else:
            frames = traceback.extract_tb(trace)
            own = [frame for frame in frames if Path(frame.filename).parent == self.file.parent]
            if own:
                place = f"{own[-1].filename}:{own[-1].lineno}"
        raise UserError(f"{place}: {type(error).__name__}: {one_line(error)}") from error
