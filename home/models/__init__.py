from home.models.base import BasePage
from home.models.figures import KeyFigure, KeyFigureEntry
from home.models.helplines import Helpline, HelplineChannel
from home.models.messaging import MessagingOverride
from home.models.pages import ContentPage, HomePage, ShownFigure
from home.models.programme_rows import ProgrammePartner, ProgrammeReading, ProgrammeResult
from home.models.programmes import ProgrammePage
from home.models.settings import UnitSettings
from home.models.terms import PreferredTerm

__all__ = [
    "BasePage",
    "ContentPage",
    "Helpline",
    "HelplineChannel",
    "HomePage",
    "KeyFigure",
    "KeyFigureEntry",
    "MessagingOverride",
    "PreferredTerm",
    "ProgrammePage",
    "ProgrammePartner",
    "ProgrammeReading",
    "ProgrammeResult",
    "ShownFigure",
    "UnitSettings",
]
