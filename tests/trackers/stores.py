"""What real trackers have kept, read without their own clients where that can be done."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Kept:
    """What is known of a run: every value of a metric with its step, in the order of writing."""

    runs: list[str] = field(default_factory=list)
    metrics: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    settings: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    status: str = ""
    groups: set[str] = field(default_factory=set)


def tensorboard(folder: Path) -> Kept:
    from tensorboard.backend.event_processing import event_accumulator
    from tensorboard.plugins.hparams import plugin_data_pb2
    from tensorboard.util import tensor_util

    kept = Kept(runs=["one"])
    for part, prefix in (("train", ""), ("validation", "val_")):
        place = str(folder / "tensorboard" / part)
        # All events of a folder, as TensorBoard shows them.
        events = event_accumulator.EventAccumulator(place, size_guidance={"tensors": 0})
        events.Reload()
        for tag in events.Tags()["tensors"]:
            plugin = events.SummaryMetadata(tag).plugin_data
            if plugin.plugin_name == "hparams":
                data = plugin_data_pb2.HParamsPluginData.FromString(plugin.content)
                hparams = data.session_start_info.hparams
                kept.settings = {
                    key: value.string_value or str(value.number_value)
                    for key, value in hparams.items()
                }
                continue
            for event in events.Tensors(tag):
                value = tensor_util.make_ndarray(event.tensor_proto)
                if plugin.plugin_name == "scalars":
                    kept.metrics[prefix + tag].append((event.step, float(value)))
                elif tag == "status":
                    kept.status = value.item().decode()
                else:
                    kept.texts.append(value.item().decode())
    return kept


def mlflow(folder: Path) -> Kept:
    kept = Kept()
    base = sqlite3.connect(folder / "mlflow.db")
    for run, status in base.execute("select run_uuid, status from runs"):
        kept.runs.append(run)
        kept.status = status
    for key, value, step in base.execute("select key, value, step from metrics order by step"):
        kept.metrics[key].append((step, value))
    kept.settings = dict(base.execute("select key, value from params"))
    for key, value in base.execute("select key, value from tags"):
        if key.startswith("finding"):
            kept.texts.append(value)
        if key == "sweep":
            kept.groups.add(value)
    base.close()
    return kept


# W&B's files are a log of LevelDB's form: blocks of 32 KiB, records of checksum, length and type.
_WANDB = """
import json, struct, sys
from wandb.proto import wandb_internal_pb2

def records(data):
    place, whole = 7, b""
    while len(data) - place >= 7:
        if 32768 - place % 32768 < 7:
            place += 32768 - place % 32768
            continue
        length, kind = struct.unpack_from("<HB", data, place + 4)
        whole += data[place + 7 : place + 7 + length]
        place += 7 + length
        if kind in (1, 4):  # whole, or the last part
            yield wandb_internal_pb2.Record.FromString(whole)
            whole = b""

for file in sys.argv[1:]:
    for record in records(open(file, "rb").read()):
        kind = record.WhichOneof("record_type")
        if kind == "run":
            config = {one.key: json.loads(one.value_json) for one in record.run.config.update}
            print(json.dumps(["run", record.run.run_id, record.run.run_group, config]))
        elif kind == "history":
            items = record.history.item
            row = {one.key or "/".join(one.nested_key): json.loads(one.value_json) for one in items}
            print(json.dumps(["history", row]))
        elif kind == "alert":
            print(json.dumps(["alert", record.alert.text]))
        elif kind == "exit":
            print(json.dumps(["exit", record.exit.exit_code]))
        elif kind == "summary":
            items = record.summary.update
            row = {one.key or "/".join(one.nested_key): json.loads(one.value_json) for one in items}
            print(json.dumps(["summary", row]))
"""


def wandb(folder: Path) -> Kept:
    kept = Kept()
    files = sorted((folder / "wandb").glob("offline-run-*/*.wandb"))
    command = [sys.executable, "-c", _WANDB, *map(str, files)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        match json.loads(line):
            case ["run", name, group, config]:
                kept.runs += [] if name in kept.runs else [name]
                kept.settings |= {key: str(value) for key, value in config.items()}
                kept.groups |= {group} if group else set()
            case ["history", row]:
                for key, value in row.items():
                    if not key.startswith("_") and key != "step":
                        kept.metrics[key].append((row["step"], value))
            case ["alert", text]:
                kept.texts.append(text)
            case ["exit", code]:
                kept.status = str(code)
            case ["summary", row]:
                for key in row.keys() & {"test_accuracy"}:
                    kept.metrics[key].append((-1, row[key]))
    return kept


def comet(folder: Path) -> Kept:
    kept = Kept()
    for archive in sorted((folder / "comet").glob("*.zip"), key=lambda file: file.stat().st_mtime):
        with zipfile.ZipFile(archive) as content:
            about = json.loads(content.read("experiment.json"))
            kept.runs += [] if about["offline_id"] in kept.runs else [about["offline_id"]]
            kept.groups |= set(about["tags"] or ())
            for line in content.read("messages.json").splitlines():
                message = json.loads(line)
                payload = message["payload"]
                if message["type"] == "metric_msg":
                    metric = payload["metric"]
                    kept.metrics[metric["metricName"]].append(
                        (metric["step"], metric["metricValue"])
                    )
                elif message["type"] == "parameter_msg":
                    one = payload["param"]
                    kept.settings[one["paramName"]] = str(one["paramValue"])
                elif message["type"] == "log_other" and payload["key"] == "status":
                    kept.status = payload["value"]
            for name in content.namelist():
                if not name.endswith(".json"):  # texts lie in files of their own
                    kept.texts.append(content.read(name).decode())
    return kept
