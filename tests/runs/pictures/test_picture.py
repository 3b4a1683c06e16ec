"""Where a picture may go."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.runs.pictures.picture import refuse_bad_picture


def test_places_that_cannot_hold_a_picture_are_refused(tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path, tmp_path / "lr.pdf", tmp_path / "lr"):
        with pytest.raises(UserError, match=r"name a \.png file"):
            refuse_bad_picture(place)
    with pytest.raises(UserError, match="cannot be written"):
        refuse_bad_picture(tmp_path / "file" / "lr.png")
    refuse_bad_picture(tmp_path / "new" / "lr.png")
    refuse_bad_picture(tmp_path / "lr.PDF", (".png", ".pdf"))
    with pytest.raises(UserError, match=r"name a \.png, \.svg or \.pdf file"):
        refuse_bad_picture(tmp_path / "lr.jpg", (".png", ".svg", ".pdf"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
