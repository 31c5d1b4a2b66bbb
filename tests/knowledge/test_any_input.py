"""Whatever lies in the folder: issues or a base, never an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.issues import Issue, has_errors
from knowledge.loader import Loaded, load_files
from knowledge.marked import parse_marked
from knowledge.models import KnowledgeBase
from tests.knowledge.samples import VALID

NAMES = st.sampled_from(sorted(VALID))
PIECES = r"""
\n \t \r \xff \x00 \xef\xbb\xbf \xe3\x80\x80 \x20 \x20\x20 -\x20 :\x20 ?\x20 # ' " [ ] { } &a\x20 *a !!int\x20
---\n << = | >- \\ %
null yes 2019-01-01 1.5 0x1F 12:30 id entries document provisions group-size
"""
SNIPPETS = st.sampled_from(
    [b"", b"9" * 5000, *(piece.encode().decode("unicode_escape").encode("latin-1") for piece in PIECES.split())]
)


def _assert_sound(loaded: Loaded) -> None:
    """Either there is a base or an error, and every issue can be shown on one line."""
    assert (loaded.base is None) == has_errors(loaded.issues)
    assert loaded.base is None or isinstance(loaded.base, KnowledgeBase)
    for issue in loaded.issues:
        assert isinstance(issue, Issue)
        assert issue.line >= 0
        assert str(issue).isprintable()
    if loaded.base:
        assert len(loaded.base.revision) == 12


@given(st.dictionaries(NAMES, st.binary(max_size=400)))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_bytes_give_issues_or_a_base(files: dict[str, bytes]) -> None:
    """Bytes that were never YAML."""
    _assert_sound(load_files(files))


@given(NAMES, st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), SNIPPETS), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_mutation_of_a_sound_base_gives_issues_or_a_base(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    """What an editor's slip, a cat on the keyboard or a bad merge may make of it."""
    files = {key: content.encode() for key, content in VALID.items()}
    for place, cut, snippet in edits:
        content = files[name]
        start = int(place * len(content))
        files[name] = content[:start] + snippet + content[start + cut :]
    _assert_sound(load_files(files))


VALUES = st.recursive(
    st.sampled_from(
        ["null", "true", "12", "1.5", "2019-01-01", "''", "文字", "a", "group-rules", "第一条", "group-size"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(
            st.tuples(st.sampled_from(["id", "document", "locator", "ask", "then", "label"]), inner), max_size=3
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in dict(pairs).items()) + "}"),
    ),
    max_leaves=6,
)


@given(NAMES, st.integers(0, 200), VALUES)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_value_in_any_place_gives_issues_or_a_base(name: str, position: int, value: str) -> None:
    """Good YAML with the wrong thing behind a key."""
    files = {key: content.encode() for key, content in VALID.items()}
    lines = VALID[name].splitlines()
    keyed = [number for number, line in enumerate(lines) if ":" in line]
    number = keyed[position % len(keyed)]
    lines[number] = f"{lines[number].split(':')[0]}: {value}"
    files[name] = "\n".join(lines).encode()
    _assert_sound(load_files(files))


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """A file is usable, or there is an issue that says why not."""
    marked = parse_marked(text.encode("utf-8", "surrogatepass"), "a.yaml")
    assert marked.usable or marked.issues
