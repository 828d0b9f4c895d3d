"""Given names as initials are made of them."""

import re


def without_particles(given: str) -> str:
    """Return the names of `given` that have initials: “Noor ul Ain” and “Noor-ul-Ain” are “Noor Ain”.

    What begins small is a particle: NLM's “Citing Medicine”, which is Vancouver, leaves those of given names out, where
    CSL has them stand among the initials. A name that has no capitals at all, as in most scripts, stays whole.
    """
    names = [name for name in re.split(r"[\s-]+", given) if name[:1].isupper()]
    return " ".join(names) or given
