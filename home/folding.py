"""One spelling for what people write in many: the folded form in which names are searched and compared.

Urdu is typed on Arabic, Persian and Urdu keyboards, whose ye, kaf and heh look alike and are different characters.
"""

import re
import unicodedata

_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("\u064a\u0649\u06cd\u06d0\u06d2", "\u06cc"),  # Arabic ye, alef maksura, bari ye … → Urdu ye
        **dict.fromkeys("\u0643\u06aa", "\u06a9"),  # Arabic kaf, swash kaf → keheh
        **dict.fromkeys("\u0647\u0629\u06c3\u06be\u06d5", "\u06c1"),  # heh, te marbuta, do-chashmi heh … → heh goal
        "\u0671": "\u0627",  # alef wasla → alef
        "\u0640": None,  # tatweel
        "\u200c": None,  # zero-width non-joiner
        "\u200d": None,  # zero-width joiner
    }
)
_SEPARATORS = re.compile(r"(?:[^\w@.+]|_)+")


def fold(text: str) -> str:
    """Return `text` without case, accents, Arabic-script diacritics and look-alikes, its words parted by one space.

    Digits of any script become ASCII. ``@``, ``.`` and ``+`` stay, so that an address or a number can be searched.
    """
    # Twice, since either may undo the other: ℡ becomes “TEL”, and ΐ lower-case with its accents joined.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(
        str(digit) if (digit := unicodedata.decimal(character, None)) is not None else character
        for character in decomposed
        if not unicodedata.combining(character)
    )
    return _SEPARATORS.sub(" ", bare.translate(_LOOK_ALIKES)).strip()
