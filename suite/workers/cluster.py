"""The workers of a run: where they are, and which of them this process is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suite.errors import UserError

# The environment variable that holds the secret of a run.
TOKEN = "SUITE_WORKERS_TOKEN"
_TASK_KEYS, _CONFIG_KEYS = {"type", "index"}, {"cluster", "task", "rpc_layer"}


@dataclass(frozen=True)
class Cluster:
    """The worker processes of one run, each started with the same command.

    Args:
        addresses: `host:port` of every worker, in the same order everywhere.
        index: of this process; worker 0 is the chief, who writes the run directory.

    Example:
        >>> cluster = Cluster(("10.0.0.1:2000", "10.0.0.2:2000"), 1)
        >>> cluster.is_chief, Cluster.of_tf_config(cluster.to_tf_config()) == cluster
        (False, True)
    """

    addresses: tuple[str, ...]
    index: int

    @property
    def is_chief(self) -> bool:
        return self.index == 0

    @classmethod
    def of_tf_config(cls, text: str) -> Cluster:
        """Read `TF_CONFIG`, as `launch`, Kubernetes operators and most platforms set it.

            {"cluster": {"worker": ["host:port", ...]}, "task": {"type": "worker", "index": 0}}

        Raises:
            UserError: it cannot be read, or holds an unknown key; says what.
        """
        try:
            config = json.loads(text)
        except ValueError as error:
            raise _wrong(f"is not JSON ({error})") from error
        if not isinstance(config, dict):
            raise _wrong("must be a mapping of `cluster` and `task`")
        _refuse_unknown(config, _CONFIG_KEYS, "")
        cluster, task = config.get("cluster"), config.get("task")
        if not isinstance(cluster, dict) or not isinstance(task, dict):
            raise _wrong("must hold both `cluster` and `task`, each a mapping")
        # A chief apart, as Kubeflow writes it, is the first worker.
        _refuse_unknown(cluster, {"chief", "worker"}, "cluster.")
        _refuse_unknown(task, _TASK_KEYS, "task.")
        chiefs, workers = (_addresses(cluster, job) for job in ("chief", "worker"))
        if len(chiefs) > 1:
            raise _wrong(f"cluster.chief names {len(chiefs)} processes, and there is one chief")
        jobs = {"chief": (chiefs, 0), "worker": (workers, len(chiefs))}
        job, index = task.get("type"), task.get("index")
        own, offset = jobs.get(str(job), ((), 0))
        if type(index) is not int or not 0 <= index < len(own):
            raise _wrong(f"task names {job!r} {index!r}, which `cluster` does not have")
        return cls((*chiefs, *workers), offset + index)

    def to_tf_config(self) -> str:
        """As `tf.distribute` reads it."""
        return json.dumps(
            {
                "cluster": {"worker": list(self.addresses)},
                "task": {"type": "worker", "index": self.index},
            }
        )


def _addresses(cluster: Mapping[str, Any], job: str) -> tuple[str, ...]:
    found = cluster.get(job, [])
    if not isinstance(found, list) or not all(_is_address(address) for address in found):
        raise _wrong(
            f"cluster.{job} must be a list of host:port, or [host]:port for IPv6. "
            f"Received: {found!r}"
        )
    return tuple(found)


def _is_address(value: object) -> bool:
    host, _, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    # Without brackets nobody knows which colon is the port's.
    is_whole = ":" not in host or (host.startswith("[") and host.endswith("]"))
    return bool(host) and is_whole and port.isdecimal() and 0 < int(port) < 2**16


def _refuse_unknown(values: Mapping[str, Any], known: set[str], prefix: str) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        accepted = ", ".join(sorted(known))
        raise _wrong(f"has an unknown key {prefix}{unknown[0]}; accepted: {accepted}")


def _wrong(what: str) -> UserError:
    return UserError(f"TF_CONFIG {what}. It is set in the environment of each worker.")
