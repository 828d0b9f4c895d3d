from home.models.base import BasePage
from home.models.figures import KeyFigure, KeyFigureEntry
from home.models.helplines import Helpline, HelplineChannel
from home.models.messaging import MessagingOverride
from home.models.pages import ContentPage, HomePage, ProgrammePage, ShownFigure
from home.models.settings import UnitSettings

__all__ = [
    "BasePage",
    "ContentPage",
    "Helpline",
    "HelplineChannel",
    "HomePage",
    "KeyFigure",
    "KeyFigureEntry",
    "MessagingOverride",
    "ProgrammePage",
    "ShownFigure",
    "UnitSettings",
]
