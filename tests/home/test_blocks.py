"""One block, three renderings, and no way to forget one of them."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock

from home.blocks import DualBlock
from home.checks import check_block

TEMPLATES = {
    "line.html": "<p>{{ value }}</p>",
    "line.mjml": "<mj-text>{{ value }}</mj-text>",
    "line.txt": "{{ value }}\n",
    "box.html": "{% load wagtailcore_tags %}<div>{% include_block value.lines %}</div>",
    "box.mjml": "{% load wagtailcore_tags %}<mj-column>{% include_block value.lines %}</mj-column>",
    "box.txt": "{% load wagtailcore_tags %}{% for line in value.lines %}{% include_block line %}{% endfor %}",
}


class Line(DualBlock, CharBlock):
    class Meta:
        template = "line.html"
        mjml_template = "line.mjml"
        text_template = "line.txt"


class Box(DualBlock, StructBlock):
    lines = StreamBlock([("line", Line())])

    class Meta:
        template = "box.html"
        mjml_template = "box.mjml"
        text_template = "box.txt"


@pytest.fixture(autouse=True)
def templates(settings):
    """Serve the templates above, and restore the engine afterwards."""
    options = {**settings.TEMPLATES[0]["OPTIONS"], "loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "APP_DIRS": False, "OPTIONS": options}]
    engines._templates = None


@pytest.mark.parametrize(
    ("context", "rendered"),
    [
        (None, "<p>Peace</p>"),
        ({"medium": "web"}, "<p>Peace</p>"),
        ({"medium": "email"}, "<mj-text>Peace</mj-text>"),
        ({"medium": "text"}, "Peace\n"),
    ],
)
def test_a_block_is_rendered_for_the_medium_of_the_context(context, rendered):
    assert Line().render("Peace", context) == rendered


def test_a_nested_block_gets_its_parents_medium():
    box = Box()
    value = box.to_python({"lines": [{"type": "line", "value": "Peace"}]})

    assert "<mj-text>Peace</mj-text>" in box.render(value, {"medium": "email"})
    assert "<p>Peace</p>" in box.render(value, {"medium": "web"})


def test_a_web_only_block_leaves_nothing_in_a_mail():
    block = Line(media="web")

    assert block.render("Peace", {"medium": "email"}) == ""
    assert block.render("Peace", {"medium": "text"}) == ""
    assert block.render("Peace", {"medium": "web"}) == "<p>Peace</p>"


def test_a_block_without_a_mail_template_never_falls_back_to_the_sites_html():
    with pytest.raises(ImproperlyConfigured, match="mjml_template"):
        Line(mjml_template=None).render("Peace", {"medium": "email"})


@pytest.mark.parametrize(
    ("block", "ids"),
    [
        (Line(), []),
        (Line(media="email", template=None), []),
        (Line(media="print"), ["home.E001"]),
        (Line(mjml_template=None, text_template=None), ["home.E002", "home.E002"]),
        (Line(template="gone.html"), ["home.E003"]),
        (StreamBlock([("line", Line()), ("plain", CharBlock())]), ["home.E004"]),
        (ListBlock(Line(text_template=None)), ["home.E002"]),
        (StructBlock([("title", CharBlock()), ("line", Line())]), []),
    ],
)
def test_the_system_check_finds_each_missing_template(block, ids):
    assert [message.id for message in check_block(block, "body")] == ids
