"""The secret of a run, by which its workers know each other."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping

from suite.workers.cluster import TOKEN, Cluster


def token_of(cluster: Cluster, environment: Mapping[str, str] | None = None) -> bytes:
    """What `launch` has put into the environment, or whoever starts the workers.

    Where nobody has, the list of addresses: that keeps the workers of other runs apart, and who
    knows the addresses is trusted.
    """
    environment = os.environ if environment is None else environment
    text = environment.get(TOKEN) or "\n".join(cluster.addresses)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def nonce() -> str:
    """A text that is never used twice, so that no proof can be."""
    return secrets.token_hex(16)


def proof(token: bytes, *words: object) -> str:
    """That somebody who says these words knows the token, without saying the token."""
    return hmac.new(token, "\n".join(map(str, words)).encode(), hashlib.sha256).hexdigest()


def is_proof(value: object, token: bytes, *words: object) -> bool:
    given = value if isinstance(value, str) else ""
    wanted = proof(token, *words)
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
