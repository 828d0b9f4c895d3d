"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver, path

from meetings.attendance import sign_in_page
from meetings.calendar import views as calendar
from meetings.invitations import views as invitations

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/calendar.ics", calendar.all_meetings, name="calendar"),
    path("meetings/calendar/group/<slug:slug>.ics", calendar.of_group, name="group_calendar"),
    path("meetings/calendar/kind/<slug:kind>.ics", calendar.of_kind, name="kind_calendar"),
    path("meetings/<slug:slug>/event.ics", calendar.one_meeting, name="event"),
    path("my/calendar/<slug:key>.ics", calendar.of_person, name="personal_calendar"),
    path("my/calendar/<str:token>/", calendar.own_feed, name="own_calendar"),
    path("meetings/reply/<str:token>/", invitations.reply, name="reply"),
    path("meetings/sign-in/<str:key>/", sign_in_page.sign_in, name="sign_in"),
    path("meetings/sign-in/<str:key>/done/", sign_in_page.signed_in, name="signed_in"),
]
