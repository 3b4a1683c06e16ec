"""Model files opened by plain Keras: a process in which the suite cannot be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np

from tests.commands import environment

WITHOUT = 'sys.modules["suite"] = None'  # an import of it fails
SCRIPT = """
import json, os, sys, warnings
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
{first}
warnings.simplefilter("error")
import keras, numpy as np
{then}
found = {}
for folder in sys.argv[1:]:
    try:
        model = keras.models.load_model(os.path.join(folder, "model.keras"))
    except TypeError as error:
        found[folder] = {"error": str(error)}
        continue
    inputs, wanted = (np.load(os.path.join(folder, f"{n}.npy")) for n in ("inputs", "outputs"))
    outputs = np.asarray(keras.ops.convert_to_numpy(model(inputs, training=False)), "float32")
    policies = {layer.dtype_policy.name for layer in model.layers}
    error = float(np.max(np.abs(outputs - wanted)) / max(1.0, np.max(np.abs(wanted))))
    found[folder] = {"off": error, "compiled": model.compiled, "policies": sorted(policies)}
print(json.dumps(found))
"""


def expect(model: keras.Model, inputs: np.ndarray, folder: Path) -> None:
    """Leave in a folder what a model gives for some inputs, to be compared."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = keras.ops.convert_to_numpy(model(inputs, training=False))
    np.save(folder / "inputs.npy", inputs)
    np.save(folder / "outputs.npy", np.asarray(outputs, "float32"))


def opened(*folders: Path, first: str = WITHOUT, then: str = "") -> dict[str, dict]:
    """What plain Keras makes of the `model.keras` in each folder, by the folder's name.

    Args:
        *folders: those of `expect`.
        first: runs before Keras is imported.
        then: runs after it.

    `off`, how far its outputs are from the expected ones, beside the largest of them; `compiled`;
    `policies` of its layers; or `error` if it does not open.
    """
    script = SCRIPT.replace("{first}", first).replace("{then}", then)
    command = [sys.executable, "-c", script, *map(str, folders)]
    variables = {**environment(), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, capture_output=True, text=True, env=variables, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    return {Path(folder).name: one for folder, one in found.items()}
