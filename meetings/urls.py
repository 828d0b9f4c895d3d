"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver, path

from meetings.invitations import views as invitations

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/reply/<str:token>/", invitations.reply, name="reply"),
]
