"""Nothing torn is ever kept: what every store of revisions asks of contents before it writes."""

from collections.abc import Collection, Iterable, Mapping

from bot.domain.revision import digest_of


def require_whole(digests: Iterable[str], contents: Mapping[str, bytes], kept: Collection[str]) -> None:
    """Raises ValueError where bytes are not what their digest says, or a digest is neither given nor kept."""
    for digest, content in contents.items():
        if digest_of(content) != digest:
            raise ValueError(f"the content of {digest} is another")
    missing = sorted({digest for digest in digests if digest not in contents and digest not in kept})
    if missing:
        raise ValueError(f"contents are missing: {', '.join(missing)}")
