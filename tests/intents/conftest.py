"""The understandings of the small bases, built once."""

import pytest

from intents.lexicon import Lexicon
from intents.reading import Reader
from intents.resources import aspects, concepts, fillers
from intents.tokenise import Tokeniser
from intents.understanding import Understanding
from tests.intents.samples import BANK, PARTY, understanding_of


@pytest.fixture(scope="session")
def party() -> Understanding:
    """Bodies that are easily mixed up: 党小组 and 党组."""
    return understanding_of(PARTY)


@pytest.fixture(scope="session")
def bank() -> Understanding:
    """The FAQ of a bank: nothing in the program knows which field it works in."""
    return understanding_of(BANK)


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader that knows no terms, for bases that have none."""
    return Reader(Lexicon(()), Tokeniser((), concepts()), fillers(), aspects(), concepts())
