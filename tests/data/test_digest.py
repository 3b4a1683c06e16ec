"""A short digest."""

from __future__ import annotations

import hashlib
import os

import pytest

from suite.data.digest import DIGITS, digest_of


def test_it_is_the_beginning_of_a_sha_256():
    assert digest_of("") == "e3b0c44298fc"  # FIPS 180, of nothing
    assert digest_of(b"abc") == "ba7816bf8f01"  # FIPS 180, appendix B.1
    assert len(digest_of("x" * 10**6)) == DIGITS == 12


@pytest.mark.parametrize("text", ["plain", "thé", "水", "a\nb", "\x00"])
def test_a_text_counts_as_utf_8(text):
    assert (
        digest_of(text)
        == digest_of(text.encode())
        == hashlib.sha256(text.encode()).hexdigest()[:12]
    )


def test_a_file_name_that_is_no_unicode_has_one_too():
    assert digest_of(os.fsdecode(b"caf\xe9")) == digest_of(b"caf\xe9")


def test_one_letter_makes_another():
    assert len({digest_of(text) for text in ("a", "b", "A", "a ", " a", "a\n")}) == 6
