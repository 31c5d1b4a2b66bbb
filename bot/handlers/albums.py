"""Albums: Telegram delivers each picture of one as a message of its own, and one word on all of them is enough."""

from telegram import Message

from bot.domain.lately import Lately

MAX_ALBUMS = 1000
"""Albums of which is remembered that something was said; it takes seconds for one to arrive."""


class Albums:
    """Of which albums something was said. Kept in memory: where several processes take the updates of one chat, each
    may say a word."""

    def __init__(self) -> None:
        self._spoken_of: Lately[tuple[int, str], bool] = Lately(MAX_ALBUMS)

    def is_new(self, message: Message) -> bool:
        """Whether nothing was said yet to the album that a message belongs to, which counts as said from now on. Each
        message of no album is new."""
        album = message.media_group_id
        if album is None:
            return True
        key = message.chat_id, album
        new = key not in self._spoken_of
        self._spoken_of.put(key, True)
        return new
