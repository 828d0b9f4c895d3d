"""The demo's few pictures, drawn at load: emblems of the tools, a tile map of the provinces, a network of centres."""

import io
from collections.abc import Callable

from django.core.files.images import ImageFile
from PIL import Image as Canvas
from PIL import ImageDraw, ImageFont
from wagtail.images.models import Image

from stakeholders.directory.tiles import PLACES

GREEN, GREEN_DARK, GREEN_TINT, PAPER, TINT = "#14633f", "#0b3d2b", "#dcefe3", "#ffffff", "#f4f7f3"
SCALE = 4  # everything is drawn this much larger and then reduced, which makes edges smooth

PILOT_PROVINCES = {"PK-BA", "PK-GB", "PK-KP"}
TILE, GAP, MARGIN, MAP_WIDTH = 116, 12, 44, 1200
EMBLEM = 240
CONVERSATION = (1200, 560)
NETWORK_HEIGHT = 420
CITIES = ((360, 215), (840, 190))
VILLAGES = ((120, 110), (170, 330), (360, 60), (520, 350), (700, 350), (980, 330), (1070, 100))

Draw = Callable[[ImageDraw.ImageDraw], None]


def load_tile_map() -> Image:
    """Return the map of the provinces with pilot services, drawn if it isn't there yet."""
    height = 4 * TILE + 3 * GAP + 2 * MARGIN
    return _stored("Provinces with pilot services, tile map", (MAP_WIDTH, height), TINT, _draw_map)


def load_conversation() -> Image:
    """Return the picture of a conversation, drawn if it isn't there yet."""
    return _stored("A conversation, drawing", CONVERSATION, TINT, _draw_conversation)


def load_emblem(kind: str) -> Image:
    """Return the emblem of a kind of programme: ``programme``, ``portal``, ``workforce``, ``app`` or ``guideline``."""
    return _stored(f"Emblem of a tool, {kind}", (EMBLEM, EMBLEM), PAPER, EMBLEMS[kind])


def load_network() -> Image:
    """Return the drawing of centres in cities and villages, drawn if it isn't there yet."""
    return _stored("Centres in cities and villages, drawing", (MAP_WIDTH, NETWORK_HEIGHT), TINT, _draw_network)


def _stored(title: str, size: tuple[int, int], ground: str, draw: Draw) -> Image:
    standing = Image.objects.filter(title=title).first()
    if standing:
        return standing
    large = Canvas.new("RGB", (size[0] * SCALE, size[1] * SCALE), ground)
    draw(ImageDraw.Draw(large))
    file = io.BytesIO()
    large.resize(size, Canvas.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    name = "".join(
        character for character in title.lower().replace(" ", "-") if character.isalnum() or character == "-"
    )
    return Image.objects.create(title=title, file=ImageFile(file, name=f"{name}.png"))


def _draw_map(draw: ImageDraw.ImageDraw) -> None:
    font = ImageFont.load_default(38 * SCALE)
    left = (MAP_WIDTH - 3 * TILE - 2 * GAP) // 2
    for code, place in PLACES.items():
        x, y = left + (place.column - 1) * (TILE + GAP), MARGIN + (place.row - 1) * (TILE + GAP)
        box = [edge * SCALE for edge in (x, y, x + TILE, y + TILE)]
        piloted = code in PILOT_PROVINCES
        draw.rounded_rectangle(box, radius=8 * SCALE, fill=GREEN if piloted else GREEN_TINT)
        centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        draw.text(centre, code.removeprefix("PK-"), fill=PAPER if piloted else GREEN_DARK, font=font, anchor="mm")


def _draw_network(draw: ImageDraw.ImageDraw) -> None:
    """Join each village to its city, and the two cities to each other."""
    lines = [*((CITIES[number // 4], village) for number, village in enumerate(VILLAGES)), CITIES]
    for line in lines:
        draw.line([(x * SCALE, y * SCALE) for x, y in line], fill=GREEN, width=3 * SCALE)
    for places, radius, fill in ((VILLAGES, 16, GREEN), (CITIES, 44, GREEN_DARK)):
        for x, y in places:
            draw.ellipse([edge * SCALE for edge in (x - radius, y - radius, x + radius, y + radius)], fill=fill)


def _draw_conversation(draw: ImageDraw.ImageDraw) -> None:
    """Two speech bubbles that overlap, with three lines in each."""
    for left, top, fill, line, tail in ((170, 80, GREEN_DARK, GREEN, 270), (520, 210, GREEN_TINT, GREEN, 900)):
        edges = (left, top, left + 510, top + 250)
        draw.rounded_rectangle([edge * SCALE for edge in edges], radius=44 * SCALE, fill=fill)
        bottom = top + 249
        points = ((tail, bottom), (tail + 80, bottom), (tail + 30, bottom + 60))
        draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)
        for row, width in enumerate((390, 390, 240)):
            y = top + 62 + row * 52
            bar = (left + 60, y, left + 60 + width, y + 16)
            draw.rounded_rectangle([edge * SCALE for edge in bar], radius=8 * SCALE, fill=line)


def _shape(draw: ImageDraw.ImageDraw, form: str, box: tuple[int, int, int, int], fill: str) -> None:
    """Draw `form` into `box`, given in emblem units: hundredths of its side."""
    edges = [edge * EMBLEM * SCALE / 100 for edge in box]
    if form == "circle":
        draw.ellipse(edges, fill=fill)
    else:
        draw.rounded_rectangle(edges, radius=4 * EMBLEM * SCALE / 100, fill=fill)


def _portal(draw: ImageDraw.ImageDraw) -> None:
    """A window whose one field is lit."""
    _shape(draw, "block", (8, 16, 92, 84), GREEN)
    for column in range(3):
        _shape(draw, "block", (16 + column * 24, 36, 36 + column * 24, 76), GREEN_TINT if column == 1 else GREEN_DARK)


def _workforce(draw: ImageDraw.ImageDraw) -> None:
    """Three people, the one in the middle nearer."""
    for x, fill in ((10, GREEN), (58, GREEN), (29, GREEN_DARK)):
        lift = 0 if fill == GREEN else 8
        _shape(draw, "circle", (x + 8, 18 + lift, x + 24, 34 + lift), fill)
        _shape(draw, "block", (x, 40 + lift, x + 32, 74 + lift), fill)
    _shape(draw, "block", (29, 48, 61, 82), GREEN_DARK)


def _app(draw: ImageDraw.ImageDraw) -> None:
    """A telephone with a plus."""
    _shape(draw, "block", (26, 6, 74, 94), GREEN)
    _shape(draw, "block", (45, 32, 55, 68), GREEN_TINT)
    _shape(draw, "block", (32, 45, 68, 55), GREEN_TINT)


def _guideline(draw: ImageDraw.ImageDraw) -> None:
    """A sheet with three lines of text."""
    _shape(draw, "block", (18, 8, 82, 92), GREEN)
    for line in range(3):
        _shape(draw, "block", (30, 26 + line * 19, 70 - line * 10, 34 + line * 19), GREEN_TINT)


def _programme(draw: ImageDraw.ImageDraw) -> None:
    """Four blocks around a centre."""
    for x, y in ((12, 12), (56, 12), (12, 56), (56, 56)):
        _shape(draw, "block", (x, y, x + 32, y + 32), GREEN)
    _shape(draw, "circle", (34, 34, 66, 66), GREEN_DARK)


EMBLEMS: dict[str, Draw] = {
    "programme": _programme,
    "portal": _portal,
    "workforce": _workforce,
    "app": _app,
    "guideline": _guideline,
}
