"""How alike two names are: of people, and of organisations.

Names come as they are spelt by whoever typed them: with titles or without, the family name first or last, in one of
several transliterations. What is compared is a list of plain words; their order says nothing.
"""

from rapidfuzz import fuzz

from home.folding import fold

# Words before and after names that are no part of them.
_TITLES = frozenset(
    fold(
        "Dr Doctor Prof Professor Engr Engineer Mr Mrs Ms Miss Madam Sir Sahib Saheb Sahab Sb Sahiba Hon Honourable "
        "Janab Mohtarma Mohtaram Maj Major Col Colonel Brig Brigadier Gen General Retd Capt Captain Lt Adv Advocate "
        "PhD MBBS FCPS MD MPH MSc BSc "
        "ڈاکٹر پروفیسر جناب محترم محترمہ صاحب صاحبہ انجینئر مسٹر مسز مس میجر کرنل بریگیڈیئر جنرل کیپٹن ایڈووکیٹ"
    ).split()
)
# One name in its Latin spellings. Only names that are one in Urdu: Nasir (ناصر) and Naseer (نصیر) are two.
_SPELLINGS = {
    spelling: line.split()[0]
    for line in (
        "muhammad mohammad mohammed muhammed mohamed mohamad mohd muhd mhd",
        "ahmad ahmed",
        "hussain husain hussein husein hossain",
        "hassan hasan",
        "syed sayed sayyed sayyid saiyed",
        "ayesha aisha aysha aesha",
        "fatima fatimah fatema",
        "khadija khadeeja khadijah",
        "zainab zaynab zenab",
        "maryam mariam marium",
        "yousaf yusuf yousuf yousif yusaf",
        "usman uthman othman osman",
        "umar omar omer umer",
        "rehman rahman",
        "noor nur",
        "qureshi quraishi qurayshi koreshi",
        "chaudhry chaudhary choudhry chaudhri choudhary chowdhury ch",
        "sheikh shaikh shaykh",
        "siddiqui siddiqi siddiquee",
        "malik malick",
        "iqbal eqbal",
        "saeed saeid",
        "tariq tarique tareq",
        "farooq faruq farouq",
        "ibrahim ebrahim",
        "ismail ismael",
        "yaqoob yaqub",
        "begum begam",
    )
    for spelling in line.split()
}
_COMMONEST = "muhammad"  # borne by so many, and left out so often, that it tells little
# Words that stand in the names of organisations and tell none from another.
_FILLERS = frozenset({"the", "of", "for", "and", "in", "at", "government", "govt", "pvt", "ltd", "limited", "private"})
_ABBREVIATIONS = {"dept": "department", "deptt": "department", "min": "ministry", "univ": "university"}

ALIKE = 80  # per cent that two words must have in common to count as one
VOWELS_APART = 90  # what “Ameena” is worth beside “Amina”: long vowels are written in two ways
INITIAL = 80  # what “M.” is worth beside “Muhammad”


def words_of_person(name: str) -> tuple[str, ...]:
    """Return the folded words of a person's name in one spelling, without titles, in the order in which they stand."""
    words = fold(name).replace(".", " ").split()
    return tuple(_SPELLINGS.get(word, word) for word in words if word not in _TITLES)


def words_of_organisation(name: str) -> tuple[str, ...]:
    """Return the folded words of an organisation's name that tell it from others."""
    words = fold(name).replace(".", " ").split()
    return tuple(_ABBREVIATIONS.get(word, word) for word in words if word not in _FILLERS)


def likeness_of_people(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how alike two people's names are, 0 to 100; 0 where a word of the shorter has no like in the longer.

    A single word is nobody's name: it is alike only to itself.
    """
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return 0
    if sorted(shorter) == sorted(longer):
        return 100
    if "".join(one) == "".join(other):
        return 97  # “Abdul Rehman” and “Abdulrehman”
    if len(shorter) == 1 and len(longer) > 1:
        return 0
    matched, spare = _matched(shorter, longer)
    if not matched:
        return 0
    missing = sum(2 if word == _COMMONEST else 5 for word in spare)
    return max(round(sum(matched) / len(matched)) - missing, 0)


def likeness_of_organisations(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how alike two organisations' names are, 0 to 100; a word that only one has costs much: it is a place."""
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return 0
    if sorted(shorter) == sorted(longer):
        return 100
    if "".join(one) == "".join(other):
        return 97
    matched, spare = _matched(shorter, longer, initials=False)
    if not matched:
        return 0
    return max(round(sum(matched) / len(matched)) - 8 * len(spare), 0)


def _matched(
    shorter: tuple[str, ...], longer: tuple[str, ...], *, initials: bool = True
) -> tuple[list[int], list[str]]:
    """Return how alike each word of the shorter is to its best free one of the longer, and what is left over there.

    Empty lists where a word finds none. Whole words choose before initials.
    """
    free, matched = list(longer), []
    for word in sorted(shorter, key=len, reverse=True):
        best = max(free, key=lambda candidate: _alike(word, candidate, initials=initials))
        alike = _alike(word, best, initials=initials)
        if alike < ALIKE:
            return [], []
        free.remove(best)
        matched.append(alike)
    return matched, free


def _alike(word: str, other: str, *, initials: bool) -> int:
    if word == other:
        return 100
    short, long = sorted((word, other), key=len)
    if len(short) == 1:
        return INITIAL if initials and short.isalpha() and long.startswith(short) else 0
    if any(character.isdigit() for character in word + other):
        return 0  # Hospital 12 and Hospital 13 differ by one character, and by everything
    if _short_vowels(word) == _short_vowels(other):
        return VOWELS_APART
    return round(fuzz.ratio(word, other, score_cutoff=ALIKE))


def _short_vowels(word: str) -> str:
    return word.replace("ee", "i").replace("oo", "u").replace("ou", "u").replace("aa", "a")
