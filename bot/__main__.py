"""``python -m bot`` is ``zuwu``."""

from bot.cli import main

if __name__ == "__main__":
    main()
