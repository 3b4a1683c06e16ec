"""The lecture topics of Keras's components."""

from __future__ import annotations

import re

from suite.catalog import HERE, KINDS
from suite.catalog.keras_topics import KERAS_TOPICS


def test_every_row_names_a_component_of_keras():
    for kind, name in KERAS_TOPICS:
        entry = HERE.find(kind, name)
        assert (entry.name, entry.topics) == (name, KERAS_TOPICS[kind, name])
        assert entry.origin.startswith("keras")


def test_every_topic_is_an_id():
    ids = {topic for topics in KERAS_TOPICS.values() for topic in topics}
    for kind in KINDS:
        ids |= {topic for entry in HERE.entries(kind) for topic in entry.topics}
    assert [one for one in ids if not re.fullmatch(r"[a-z]+/[a-z0-9-]+", one)] == []
