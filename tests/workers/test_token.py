"""The secret of a run, and the proofs of knowing it."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from suite.workers.cluster import TOKEN, Cluster
from suite.workers.token import is_proof, nonce, proof, token_of

CLUSTER = Cluster(("a:1", "b:2"), 0)


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({TOKEN: "secret"}, b"secret"),
        ({TOKEN: "ü"}, "ü".encode()),
        ({TOKEN: "\udcff"}, b"\xff"),  # a byte of the environment that is no UTF-8
        ({TOKEN: ""}, b"a:1\nb:2"),
        ({}, b"a:1\nb:2"),
    ],
)
def test_a_token_is_a_digest(environment, text):
    assert token_of(CLUSTER, environment) == hashlib.sha256(text).digest()


def test_the_environment_is_that_of_the_process(monkeypatch):
    monkeypatch.setenv(TOKEN, "own")
    assert token_of(CLUSTER) == token_of(CLUSTER, {TOKEN: "own"})
    monkeypatch.delenv(TOKEN)
    assert token_of(CLUSTER) == token_of(CLUSTER, {})


def test_every_worker_has_the_same_token_and_other_runs_another():
    assert token_of(CLUSTER, {}) == token_of(Cluster(("a:1", "b:2"), 1), {})
    assert token_of(CLUSTER, {}) != token_of(Cluster(("a:1", "b:3"), 0), {})


def test_no_nonce_comes_twice():
    made = {nonce() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(one) for one in made} == {32}


def test_a_proof_is_an_hmac_of_the_words():
    expected = hmac.new(b"key", b"worker\n1\na\nb", hashlib.sha256).hexdigest()
    assert proof(b"key", "worker", 1, "a", "b") == expected
    assert is_proof(expected, b"key", "worker", 1, "a", "b")


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (b"other", ("worker", 1, "a", "b")),
        (b"key", ("chief", 1, "a", "b")),
        (b"key", ("worker", 2, "a", "b")),
        (b"key", ("worker", 1, "b", "a")),
        (b"key", ("worker", 1, "a")),
        (b"key", ()),
    ],
)
def test_a_proof_is_good_for_its_words_alone(token, words):
    assert not is_proof(proof(b"key", "worker", 1, "a", "b"), token, *words)


@pytest.mark.parametrize("value", [None, 5, True, b"bytes", [], {}, "", "ü", "\ud800", "0" * 64])
def test_what_is_no_proof(value):
    assert not is_proof(value, b"key", "worker")
