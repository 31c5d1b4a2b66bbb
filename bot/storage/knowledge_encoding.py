"""Revisions, intakes and what admins have begun as JSON, and back again, strictly."""

from collections.abc import Mapping
from math import isfinite

from bot.domain.pending import Pending, PendingKind
from bot.domain.revision import Manifest
from bot.storage.fields import Fields, Json
from knowledge.merging import Conflict

_PLAIN = {type(None), bool, int, float, str}


def encode_revision(files: Manifest, conflicts: tuple[Conflict, ...]) -> dict[str, Json]:
    """What the columns do not hold of a revision."""
    listed = [{"file": each.file, "section": each.section, "id": each.id, "gone": each.gone} for each in conflicts]
    return {"files": dict(files), "conflicts": listed}


def decode_revision(data: object) -> tuple[dict[str, str], tuple[Conflict, ...]]:
    """The files and the conflicts that were encoded. Raises ValueError for anything else."""
    fields = Fields(data)
    files = decode_manifest(fields.take("files", dict))
    conflicts = fields.many("conflicts", _decode_conflict, dict)
    fields.end()
    return files, conflicts


def decode_manifest(data: object) -> dict[str, str]:
    """A manifest. Raises ValueError for anything else."""
    if not isinstance(data, dict) or not all(type(each) is str for pair in data.items() for each in pair):
        raise ValueError("a manifest maps names to digests")
    return dict(data)


def manifest_in(body: Mapping[str, object]) -> Manifest:
    """The manifest that something begun names under ``files``; empty where it names none."""
    found = body.get("files")
    try:
        return decode_manifest(found)
    except ValueError:
        return {}


def guest_in(pending: Pending) -> int | None:
    """Who else than its author is meant by something begun: who opened an invitation, or is to be let in. Whom others
    want to remove is not asked about that."""
    invites = pending.kind is PendingKind.INVITATION
    if not invites and (pending.kind is not PendingKind.CONSENT or pending.body.get("decision") != "admit"):
        return None
    guest = pending.body.get("user_id")
    return guest if isinstance(guest, int) else None


def copy_object(body: Mapping[str, object]) -> dict[str, Json]:
    """A copy of a JSON object that shares nothing. Raises ValueError for what JSON does not give back as it was: other
    keys than texts, tuples, numbers that are none."""
    if any(type(key) is not str for key in body):
        raise ValueError("JSON keeps no keys but texts")
    return {key: _copy(value) for key, value in body.items()}


def _copy(value: object) -> Json:
    match value:
        case dict():
            return copy_object(value)
        case list():
            return [_copy(each) for each in value]
        case float() if not isfinite(value):
            raise ValueError(f"JSON keeps no {value}")
        case None | bool() | int() | float() | str() if type(value) in _PLAIN:
            return value
    raise ValueError(f"JSON does not keep a {type(value).__name__} as it is")


def _decode_conflict(data: dict[str, object]) -> Conflict:
    fields = Fields(data)
    conflict = Conflict(*[fields.take(name, str) for name in ("file", "section", "id", "gone")])
    fields.end()
    return conflict
