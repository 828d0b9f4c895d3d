"""A web server that gives out the site as production does: pages by their cache, static files compressed and named
by what they hold.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections, transaction
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from whitenoise import WhiteNoise

from coordination_site.settings.caches import caches as cache_settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server(ThreadedWSGIServer):
    """Threads for what a browser asks at once, all on the connection of the test, which none of them closes."""

    def _close_connections(self) -> None:
        pass


class OneAtATime:
    """An application that answers one request after the other: they share a transaction."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.lock:
            return self.application(environ, start_response)


@contextmanager
def serving(directory: Path) -> Iterator[str]:
    """Serve what stands in the database, and what is put there, until the end; then it is undone. Gives the origin.

    Files that are uploaded or made go to `directory`, and nothing there is removed.
    """
    with override_settings(**_as_in_production(directory)), transaction.atomic(), _asked_by_others():
        # Ours alone: nobody who is not signed in gets any of the admin's.
        with override_settings(STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"]):
            call_command("collectstatic", interactive=False, verbosity=0)
        _forget_everything_kept()
        application = WhiteNoise(WSGIHandler(), directory / "media", prefix="media/", autorefresh=True)
        own = {connection.alias: connections[connection.alias]}
        server = Server(("localhost", 0), QuietWSGIRequestHandler, connections_override=own)
        server.set_app(OneAtATime(application))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        origin = f"http://localhost:{server.server_port}"
        try:
            with override_settings(SITE_URL=origin, WAGTAILADMIN_BASE_URL=origin):
                yield origin
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            transaction.set_rollback(True)
            _forget_everything_kept()


def _as_in_production(directory: Path) -> dict[str, Any]:
    files = "django.core.files.storage.FileSystemStorage"
    return {
        "CACHES": cache_settings("memory://"),
        "MEDIA_ROOT": directory / "media",
        "STATIC_ROOT": directory / "static",
        "WHITENOISE_AUTOREFRESH": False,
        "STORAGES": {
            "default": {"BACKEND": files},
            "private": {"BACKEND": files, "OPTIONS": {"location": directory / "private"}},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
    }


def _forget_everything_kept() -> None:
    """Empty all caches: another test's pictures had the same numbers, and files elsewhere."""
    for cache in caches.all(initialized_only=False):
        cache.clear()


@contextmanager
def _asked_by_others() -> Iterator[None]:
    """Let the server's threads use this connection, and Django although Playwright's loop runs in this thread."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connection.inc_thread_sharing()
    try:
        yield
    finally:
        connection.dec_thread_sharing()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
