"""A project around django-newsletter, run by the Python of its own environment (`benchmarks.django_newsletter`).

Reads {"port", "count", "html", "text", "subject", "from_name", "from_email", "database"} as JSON from standard input,
subscribes so many readers, submits one message to them as the package's own command does, and prints {"seconds", "cpu"}
as JSON. The package's defaults hold, but for the templates: they hold the whole newsletter, so that it renders what
the other ways render, and no articles of its own.
"""

import json
import sys
import time
import warnings

import django
from django.conf import settings
from django.core.management import call_command


def main(task: dict) -> dict[str, float]:
    """Do it."""
    _configure(task)
    call_command("migrate", verbosity=0)
    from newsletter.models import Message, Newsletter, Submission, Subscription

    newsletter = Newsletter.objects.create(
        title=task["from_name"], slug="bench", sender=task["from_name"], email=task["from_email"]
    )
    Subscription.objects.bulk_create(
        Subscription(
            newsletter=newsletter,
            name_field=f"Reader {number}",
            email_field=f"reader{number}@example.org",
            subscribed=True,
            activation_code=f"{number:0>40}",
        )
        for number in range(task["count"])
    )
    message = Message.objects.create(title=task["subject"], slug="bench", newsletter=newsletter)
    wall_began, cpu_began = time.perf_counter(), time.process_time()
    submission = Submission.from_message(message)
    submission.prepared = True
    submission.save()
    call_command("submit_newsletter", verbosity=0)
    return {"seconds": time.perf_counter() - wall_began, "cpu": time.process_time() - cpu_began}


def _configure(task: dict) -> None:
    templates = {"message.html": task["html"], "message.txt": task["text"], "message_subject.txt": task["subject"]}
    fill = {"[[name]]": "{{ subscription.name }}", "[[unsubscribe_url]]": _UNSUBSCRIBE}
    for name, content in templates.items():
        for placeholder, variable in fill.items():
            content = content.replace(placeholder, variable)
        templates[name] = content
    named = {f"newsletter/message/{name}": content for name, content in templates.items()}
    settings.configure(
        SECRET_KEY="made up for benchmarks",  # noqa: S106 - signs nothing
        ROOT_URLCONF="newsletter.urls",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": task["database"]}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sites",
            "sorl.thumbnail",
            "newsletter",
        ],
        SITE_ID=1,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", named)]},
            }
        ],
        NEWSLETTER_THUMBNAIL="sorl-thumbnail",
        NEWSLETTER_USE_HTTPS=True,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=task["port"],
    )
    django.setup()


# What the package's own template does.
_UNSUBSCRIBE = "{{ site_url }}{% url 'newsletter_unsubscribe_request' newsletter.slug %}"

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(main(json.load(sys.stdin))))
