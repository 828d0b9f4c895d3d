"""``manage.py mailcatcher``: a mail server on this machine that keeps everything and delivers nothing."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from delivery import mailcatcher


class Command(BaseCommand):
    """Listens on loopback and nowhere else; there is no option for it."""

    help = _("Catch mail on 127.0.0.1 and keep each message as a file.")
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8025, help=_("0 lets the system choose."))
        parser.add_argument("--dir", type=Path, default=Path("var/caught"), help=_("A maildir; it is made if absent."))

    def handle(self, *args: Any, port: int, dir: Path, **options: Any) -> None:
        def ready(open_port: int) -> None:
            self.stdout.write(
                _("Catching mail on %(host)s:%(port)s, into %(directory)s")
                % {"host": mailcatcher.HOST, "port": open_port, "directory": dir}
            )
            self.stdout.flush()

        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(mailcatcher.serve(port=port, directory=dir, ready=ready))
