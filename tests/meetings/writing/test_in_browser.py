"""The script of the screen, in a browser: saves as one types, keeps what no connection took, shows two texts."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Queue

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from coordination_site import roles
from meetings.models import ActionItem, AgendaItem, Decision, Minutes
from tests.architecture.browser import ORIGIN, browser_test, opened
from tests.factories.meetings import AgendaItemFactory, MeetingFactory
from tests.factories.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long, browser_test]
NASTY = "</textarea><script>document.title = 'broken'</script>"


class Line:
    """What is between the browser and the site: Django's test client, and a connection that can be cut.

    The browser is driven by a thread of its own, since its loop must not run where the database is used.
    """

    def __init__(self) -> None:
        self.client = Client()
        self.client.force_login(staff(roles.AUTHOR, username="amina"))
        self.up = True
        self._asked: Queue = Queue()

    def here(self, act):
        """Have the thread of the database do `act`, and return what it returns."""
        done: Future = Future()
        self._asked.put((act, done))
        return done.result()

    def play(self, story) -> None:
        """Let `story` be played by the browser's thread, and do here what it asks for."""
        with ThreadPoolExecutor(1) as thread:
            played = thread.submit(story)
            played.add_done_callback(lambda _played: self._asked.put(None))
            while asked := self._asked.get():
                act, done = asked
                try:
                    done.set_result(act())
                except Exception as error:
                    done.set_exception(error)
            played.result()

    def answer(self, route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN)
        if not self.up:
            route.abort()
        elif not path.startswith("/admin/meetings/"):
            route.fallback()
        else:
            headers = {"X-Requested-With": request.headers.get("x-requested-with", "")}
            kind = request.headers.get("content-type", "")
            body = request.post_data_buffer or b""
            ask = partial(self.client.generic, request.method, path, body, content_type=kind, headers=headers)
            response = self.here(ask)
            route.fulfill(body=response.content, status=response.status_code, headers=dict(response.items()))


def test_nothing_that_was_typed_is_lost():
    caches["shared"].clear()
    meeting = MeetingFactory(state="held")
    Minutes.objects.create(meeting=meeting)
    item = AgendaItemFactory(meeting=meeting)
    bilal = staff(roles.AUTHOR, username="bilal")
    line = Line()
    address = ORIGIN + reverse("meetings_admin:write", args=[meeting.pk])
    line.play(lambda: minutes_are_written(line, address, item, bilal))

    decision, action = Decision.objects.get(), ActionItem.objects.get()
    assert (decision.text, action.text, decision.item, action.item) == ("Agreed.", "Write the plan.", item, item)


def minutes_are_written(line, address, item, bilal):
    def stored():
        return line.here(lambda: AgendaItem.objects.get(pk=item.pk).discussion)

    errors = []
    with opened({}, width=1280) as page:
        page.route("**/*", line.answer)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Security" in message.text else None)
        section = page.locator(f"#item-{item.pk}")
        text, status = section.locator(f"[name=item-{item.pk}-text]"), section.locator("[data-status]").first
        page.goto(address)

        # Saved without a button.
        text.fill("The chair opened.")
        expect(status).to_have_text("Saved")
        assert stored() == "The chair opened."

        # A decision and an action by their button, and into the list.
        section.locator("summary").click()
        section.locator(f"[name=item-{item.pk}-decision]").fill("Agreed.")
        section.locator(f"[name=item-{item.pk}-action]").fill("Write the plan.")
        section.locator("[data-add]").click()
        expect(section.locator("[data-outcomes]")).to_contain_text("A-2026-001")
        expect(section.locator(f"[name=item-{item.pk}-decision]")).to_have_value("")

        # The line is cut, the browser falls over: the text is offered again, and saved.
        line.up = False
        text.fill("All of it.")
        expect(status).to_contain_text("no connection")
        line.up = True
        page.goto("about:blank")
        page.goto(address)
        expect(section.locator("[data-kept]")).to_have_text("All of it.")
        section.locator("[data-choose=back]").click()
        expect(status).to_have_text("Saved")
        assert stored() == "All of it."

        # Somebody else was faster: both texts, as text, and a choice.
        theirs = {"discussion": NASTY, "edited_by": bilal, "revision": 9}
        line.here(lambda: AgendaItem.objects.update(**theirs))
        text.fill("Mine.")
        expect(section.locator("[data-theirs]")).to_have_text(NASTY)
        expect(section.locator("[data-why]")).to_contain_text("Bilal Example")
        section.locator("[data-choose=both]").click()
        expect(status).to_have_text("Saved")
        assert stored() == f"{NASTY}\n\nMine."

        # Signed out: told so, and kept; signed in again it goes on by itself.
        line.here(line.client.logout)
        text.fill("After lunch.")
        expect(status).to_contain_text("signed out")
        line.here(lambda: line.client.force_login(staff(roles.AUTHOR, username="amina")))
        text.fill("After lunch, all came back.")
        expect(status).to_have_text("Saved")
        assert stored() == "After lunch, all came back."
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('minutes:')).length") == 0
        assert "broken" not in page.title()
    assert errors == []
