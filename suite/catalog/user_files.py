"""Import a user's file, and say where in it an import went wrong."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType, TracebackType

from suite.errors import UserError, one_line


def load_file(file: Path) -> ModuleType:
    """Import a file under a name of its own; a file that has changed since is run again.

    The module stays in `sys.modules`, where Keras looks for the classes of a saved object.
    """
    file = file.resolve()
    name = f"suite_file_{file.stem}_{hashlib.sha1(os.fsencode(file)).hexdigest()[:12]}"
    stat = file.stat()
    stamp = (stat.st_mtime_ns, stat.st_size)
    known = sys.modules.get(name)
    if known is not None and known.__suite_stamp__ == stamp:
        return known
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    module.__suite_stamp__ = stamp
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
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
        file, line = self.file, 1
        if isinstance(error, SyntaxError) and error.filename:
            file, line = error.filename, error.lineno
        else:
            frames = traceback.extract_tb(trace)
            own = [frame for frame in frames if Path(frame.filename).parent == self.file.parent]
            if own:
                file, line = own[-1].filename, own[-1].lineno
        message = one_line(error)
        raise UserError(f"{file}:{line}: {type(error).__name__}: {message}") from error
