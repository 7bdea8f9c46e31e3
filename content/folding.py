"""Fold text for comparing: case, accents and punctuation go, letters, digits and single spaces stay.

Rule: whatever is looked up is folded by this one function, at the making of a list and at the asking.
"""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ə": "e",
    }
)
_SILENT = re.compile(r"['’ʻʼ`´.]")  # "St. John's" is typed "st johns"
_NOT_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """'São  Paulo!' -> 'sao paulo'."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_NOT_WORDS.sub(" ", _SILENT.sub("", bare)).split())
