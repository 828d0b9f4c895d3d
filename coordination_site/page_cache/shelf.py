"""Where finished pages stand: in the cache that all processes share, under the number of the site's state.

That number, the generation, is new after every change. A page is kept with the one that was read before its
rendering began, and is shown only while the same still holds: what was rendered meanwhile from old data is never shown.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from enum import Enum

from django.core.cache import caches
from redis.exceptions import RedisError

from coordination_site.page_cache.answers import Page

log = logging.getLogger(__name__)

REFRESHED_AFTER = 0.8  # of its lifetime: from then on one reader waits for a new one while the others get this
LONGEST_RENDERING = 10  # seconds: after that another reader tries
PATIENCE = 2.0  # seconds that a reader waits for a page that somebody else is rendering
GLANCE = 0.02  # seconds between two looks meanwhile
PAUSE = 5.0  # seconds that a process does without a shelf that failed: asking may take a second each time
_GENERATION = "generation"
_SHAPE = 1  # to be raised when Kept or Page change: a new release meets what the old one kept


class Claim(Enum):
    """What became of the wish to render a page."""

    OURS = "ours"
    OTHERS = "others"  # somebody is at it
    VAIN = "vain"  # it was rendered just now, and could not be kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A page on the shelf."""

    generation: str
    refresh_at: float  # seconds since the epoch
    page: Page


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one page, as it was when somebody looked."""

    name: str
    generation: str
    kept: Kept | None

    @property
    def page(self) -> Page | None:
        """The page that stands here."""
        return self.kept.page if self.kept else None

    @property
    def fresh(self) -> bool:
        """Whether a page stands here that nobody needs to render yet."""
        return self.kept is not None and time.time() < self.kept.refresh_at

    @property
    def claim(self) -> str:
        """The key by which readers agree who renders."""
        return f"claim:{self.generation}:{self.name}"


class Shelf:
    """What the processes share. None of its methods raises: without a cache there is nothing on the shelf."""

    def __init__(self) -> None:
        self._away_until = 0.0

    def look(self, name: str) -> Place | None:
        """Return the place of the page `name`; None while the cache is away."""
        if time.monotonic() < self._away_until:
            return None
        name = f"page:{_SHAPE}:{name}"
        try:
            found = caches["pages"].get_many([_GENERATION, name])
            generation = found.get(_GENERATION) or _first_generation()
        except RedisError as error:
            self._note_absence(error)
            return None
        kept = found.get(name)
        return Place(name, generation, kept if kept and kept.generation == generation else None)

    def claim(self, place: Place) -> Claim:
        """Ask to be the one who renders the page of `place`."""
        try:
            if caches["pages"].add(place.claim, Claim.OURS.value, LONGEST_RENDERING):
                return Claim.OURS
            return Claim.VAIN if caches["pages"].get(place.claim) == Claim.VAIN.value else Claim.OTHERS
        except RedisError as error:
            self._note_absence(error)
            return Claim.VAIN

    def glance(self, place: Place) -> Page | None:
        """Return the page that somebody put into `place` since it was looked at."""
        try:
            kept = caches["pages"].get(place.name)
        except RedisError as error:
            self._note_absence(error)
            return None
        return kept.page if kept and kept.generation == place.generation else None

    def wait(self, place: Place) -> Page | None:
        """Return the page of `place` when somebody has rendered it; None where nobody did in time."""
        deadline = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < deadline:
                time.sleep(GLANCE)
                # The claim first: it is let go after the page was put, and not every cache reads both at one moment.
                found = caches["pages"].get_many([place.claim, place.name])
                kept = found.get(place.name)
                if kept and kept.generation == place.generation:
                    return kept.page
                if found.get(place.claim) != Claim.OURS.value:
                    return None
        except RedisError as error:
            self._note_absence(error)
        return None

    def put(self, place: Place, page: Page) -> None:
        """Keep what was rendered for `place`, and let the claim go."""
        lifetime = caches["pages"].default_timeout or 0
        kept = Kept(place.generation, time.time() + REFRESHED_AFTER * lifetime, page)
        try:
            caches["pages"].set(place.name, kept)
            caches["pages"].delete(place.claim)
        except RedisError as error:
            self._note_absence(error)

    def give_up(self, place: Place, *, for_good: bool) -> None:
        """Let the claim go without a page; `for_good` where nothing that could be kept comes from this address."""
        try:
            if for_good:
                caches["pages"].set(place.claim, Claim.VAIN.value, LONGEST_RENDERING)
            else:
                caches["pages"].delete(place.claim)
        except RedisError as error:
            self._note_absence(error)

    def _note_absence(self, error: RedisError) -> None:
        self._away_until = time.monotonic() + PAUSE
        log.warning("page_cache.away", extra={"reason": str(error)})


def empty() -> None:
    """Let no page be shown any more that was rendered before now. Where the cache is away, they run out by themselves.

    Call it after the commit of what changed: whoever renders before sees the old data.
    """
    try:
        caches["pages"].set(_GENERATION, uuid.uuid4().hex, timeout=None)
    except RedisError as error:
        log.warning("page_cache.not_emptied", extra={"reason": str(error)})


def _first_generation() -> str:
    """Begin a generation where there is none: a new cache, or one that was emptied by hand."""
    caches["pages"].add(_GENERATION, uuid.uuid4().hex, timeout=None)
    return str(caches["pages"].get(_GENERATION, ""))
