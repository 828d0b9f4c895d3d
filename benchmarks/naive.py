"""The usual way in Django: a template rendered and an EmailMultiAlternatives built for every reader, no ledger."""

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template import Context, Template

from benchmarks import letters
from benchmarks.sink import HOST, MailSink


def send(sink: MailSink, html: str, count: int) -> int:
    """Send `count` messages over one connection, and return how many were taken."""
    html_template, text_template = (
        Template(content.replace("[[", "{{ ").replace("]]", " }}")) for content in (html, letters.TEXT)
    )
    taken = sink.taken()
    connection = EmailBackend(host=HOST, port=sink.port)
    connection.open()
    for number in range(count):
        url = letters.unsubscribe_url(number)
        context = Context({"name": letters.NAMES[number % len(letters.NAMES)], "unsubscribe_url": url})
        message = EmailMultiAlternatives(
            letters.SUBJECT,
            text_template.render(context),
            "{} <{}>".format(*letters.SENDER),
            [f"reader{number}@example.org"],
            connection=connection,
            headers={"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
        message.attach_alternative(html_template.render(context), "text/html")
        message.send()
    connection.close()
    assert sink.taken() - taken == count
    return count
