from home.models.base import BasePage
from home.models.figures import KeyFigure
from home.models.pages import ContentPage, HomePage, ProgrammePage, ShownFigure
from home.models.settings import UnitSettings

__all__ = ["BasePage", "ContentPage", "HomePage", "KeyFigure", "ProgrammePage", "ShownFigure", "UnitSettings"]
