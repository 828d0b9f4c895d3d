"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver, path

from meetings.actions import views as actions

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/actions/new-link/", actions.new_link, name="actions_new_link"),
    path("meetings/actions/<str:token>/", actions.actions, name="actions"),
]
