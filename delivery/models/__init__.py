from delivery.models.addresses import Address, Suppression
from delivery.models.mailings import Mailing, MailingContent
from delivery.models.messages import Event, Exclusion, Message
from delivery.models.workers import Heartbeat, WorkerRun

__all__ = [
    "Address",
    "Event",
    "Exclusion",
    "Heartbeat",
    "Mailing",
    "MailingContent",
    "Message",
    "Suppression",
    "WorkerRun",
]
