"""Revisions as JSON: what went in comes out, and nothing else is read."""

import json
from typing import Any

import pytest

from bot.domain.revision import manifest_of
from bot.storage.knowledge_encoding import copy_object, decode_manifest, decode_revision, encode_revision, manifest_in
from knowledge.merging import Conflict
from tests.storage.samples import FILES

CONFLICTS = (Conflict("faq/a.yaml", "entries", "甲", "there"), Conflict("terms.yaml", "", "terms"))


@pytest.mark.parametrize("conflicts", [(), CONFLICTS])
def test_a_revision_survives(conflicts: tuple[Conflict, ...]) -> None:
    """Through JSON, files and conflicts are the same."""
    encoded = json.loads(json.dumps(encode_revision(manifest_of(FILES), conflicts)))

    assert decode_revision(encoded) == (manifest_of(FILES), conflicts)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"files": None}, "files is of type NoneType"),
        ({"files": {"a": 1}}, "a manifest maps names to digests"),
        ({"conflicts": {}}, "conflicts is of type dict"),
        ({"conflicts": [[]]}, "conflicts holds something else than dict"),
        ({"conflicts": [{"file": "a", "section": "b", "id": "c"}]}, "gone is missing"),
        ({"conflicts": [{"file": "a", "section": "b", "id": 1, "gone": ""}]}, "id is of type int"),
        ({"conflicts": [{"file": "a", "section": "b", "id": "c", "gone": "", "x": 1}]}, "unknown fields: x"),
        ({"more": 1}, "unknown fields: more"),
    ],
)
def test_what_is_no_revision_is_refused(change: dict[str, Any], said: str) -> None:
    """With what is wrong with it."""
    with pytest.raises(ValueError, match=said):
        decode_revision({**encode_revision(manifest_of(FILES), CONFLICTS), **change})


def test_what_is_no_object_is_refused() -> None:
    """Neither as a revision nor as a manifest."""
    with pytest.raises(ValueError, match="an object is expected"):
        decode_revision([])
    with pytest.raises(ValueError, match="a manifest"):
        decode_manifest([])


@pytest.mark.parametrize(("body", "files"), [({"files": {"a": "b"}}, {"a": "b"}), ({}, {}), ({"files": {"a": 1}}, {})])
def test_what_is_begun_may_name_files(body: dict[str, Any], files: dict[str, str]) -> None:
    """Anything else under that name is none of ours."""
    assert manifest_in(body) == files


def test_a_copy_is_equal_and_shares_nothing() -> None:
    """True stays true, 1 stays 1, a number stays of its kind."""
    body: dict[str, Any] = {"a": [True, 1, 1.0, None, {"b": []}], "": "😀"}

    copied = copy_object(body)

    assert json.dumps(copied) == json.dumps(body)
    body["a"][4]["b"].append(1)
    assert copied != body
