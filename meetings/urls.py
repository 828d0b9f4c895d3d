"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver, path

from meetings.actions import views as actions
from meetings.attendance import sign_in_page
from meetings.calendar import views as calendar
from meetings.decisions import views as decisions
from meetings.invitations import views as invitations
from meetings.minutes import views as minutes
from meetings.partners import views as partners
from meetings.views import files, reviews

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<str:number>/", decisions.decision, name="decision"),
    # Before the links: a meeting's own address may be “minutes” or “reply” too.
    path("meetings/<slug:slug>/minutes/", minutes.published, name="minutes"),
    path("meetings/<slug:slug>/minutes.<str:ending>", minutes.published_file, name="minutes_file"),
    path("meetings/actions/new-link/", actions.new_link, name="actions_new_link"),
    path("meetings/actions/<str:token>/", actions.actions, name="actions"),
    path("meetings/members/", partners.ask, name="members_link"),
    path("meetings/members/<str:token>/", partners.overview, name="members"),
    path("meetings/members/<str:token>/<slug:slug>/", partners.meeting, name="members_meeting"),
    path(
        "meetings/members/<str:token>/<slug:slug>/minutes.<str:ending>", partners.minutes_file, name="members_minutes"
    ),
    path("meetings/reply/<str:token>/", invitations.reply, name="reply"),
    path("meetings/sign-in/<slug:key>/", sign_in_page.sign_in, name="sign_in"),
    path("meetings/sign-in/<slug:key>/done/", sign_in_page.signed_in, name="signed_in"),
    path("meetings/files/<int:pk>/", files.document, name="file"),
    path("meetings/files/<int:pk>/<str:token>/", files.document, name="partners_file"),
    path("meetings/terms/<int:pk>/", files.terms, name="terms"),
    path("meetings/review/<slug:slug>/<int:year>.pdf", reviews.pdf, name="review"),
    path("meetings/calendar.ics", calendar.all_meetings, name="calendar"),
    path("meetings/calendar/group/<slug:slug>.ics", calendar.of_group, name="group_calendar"),
    path("meetings/calendar/kind/<slug:kind>.ics", calendar.of_kind, name="kind_calendar"),
    path("meetings/<slug:slug>/event.ics", calendar.one_meeting, name="event"),
    path("my/calendar/<slug:key>.ics", calendar.of_person, name="personal_calendar"),
    path("my/calendar/<str:token>/", calendar.own_feed, name="own_calendar"),
    path("meetings/minutes/<str:token>/", minutes.comment, name="comment_on_minutes"),
    path("meetings/minutes/<str:token>/minutes.<str:ending>", minutes.comment_file, name="comment_file"),
]
