"""Words that the unit has settled on, in templates."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context

from home.wording import abbreviations

register = template.Library()


@register.tag
def explained(parser: Parser, token: Token) -> "ExplainedNode":
    """Explain the abbreviations between `{% explained %}` and `{% endexplained %}`, each where it first occurs."""
    nodes = parser.parse(("endexplained",))
    parser.delete_first_token()
    return ExplainedNode(nodes)


class ExplainedNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        return abbreviations.explain(self.nodelist.render(context))
