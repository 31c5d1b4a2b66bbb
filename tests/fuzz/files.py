"""What is in files that people send: knowledge, broken knowledge, and no knowledge at all."""

import io
import zipfile
from random import Random

from tests.fuzz import texts
from tests.support.app import sample_files

BOMBS = (
    b"",
    b"\x00" * 64,
    b"\xff\xfe\x00",
    b"\xef\xbb\xbfentries: []\n",
    b"entries: " + b"[" * 3000,
    b"a: &a [x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n",
    b"entries: !!python/object/apply:os.system ['true']\n",
    b"---\na: 1\n---\nb: 2\n",
    b"<<: *a\n",
    b"entries:\n- id: " + b"9" * 5000 + b"\n",
    b"- " * 2000,
    b"entries: {}\n",
    b"documents:\n- id: x\n",
    b"PK\x03\x04" + b"\x00" * 40,
    b"%PDF-1.7\n",
)


def content(rng: Random) -> bytes:
    """The bytes of a file."""
    sort = rng.random()
    if sort < 0.6:
        return rng.choice(BOMBS)
    if sort < 0.7:
        return texts.hostile(rng).encode("utf-8", "surrogatepass")
    if sort < 0.75:
        return _zip(rng)
    known = rng.choice(sorted(sample_files().items()))[1]
    if sort < 0.95:
        at, other = rng.randrange(len(known)), texts.hostile(rng).encode("utf-8", "surrogatepass")[:200]
        return known[:at] + other + known[at + rng.randrange(30) :]
    return known


def _zip(rng: Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(rng.choice(("../../x", "word/document.xml", "[Content_Types].xml")), b"0" * 100_000)
    return made.getvalue()
