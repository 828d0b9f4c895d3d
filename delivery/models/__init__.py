from delivery.models.addresses import Address, Suppression
from delivery.models.mailings import Mailing, MailingContent
from delivery.models.messages import Event, Exclusion, Message
from delivery.models.pace import GrantedMinute, SendingLimits
from delivery.models.sender import SenderCheck
from delivery.models.workers import Heartbeat, WorkerRun

__all__ = [
    "Address",
    "Event",
    "Exclusion",
    "GrantedMinute",
    "Heartbeat",
    "Mailing",
    "MailingContent",
    "Message",
    "SenderCheck",
    "SendingLimits",
    "Suppression",
    "WorkerRun",
]
