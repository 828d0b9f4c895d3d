"""The readers that ask a web server: what they count, and what they refuse."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks import load


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers["If-None-Match"] == '"a"':
            self.send_response(304)
            self.end_headers()
            return
        body = b"page" * 20_000
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("ETag", '"a"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def port():
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_whole_answer_counts_once_and_each_reader_gets_one(port):
    answers = load.ask(port, "/", host="example.org", seconds=0, readers=3)
    assert (answers.count, answers.etag) == (3, '"a"')
    assert answers.size > 80_000


def test_a_confirmation_is_an_answer_without_a_body(port):
    assert load.ask(port, "/", host="example.org", seconds=0, readers=2, status=304, If_None_Match='"a"').count == 2


def test_an_answer_that_was_not_expected_stops_the_run(port):
    with pytest.raises(AssertionError, match="404"):
        load.ask(port, "/no-page/", host="example.org", seconds=1, readers=2)
