"""Public addresses that are no pages: what links in mails open, files, feeds."""

from django.urls import URLPattern, URLResolver, path

from meetings.attendance import sign_in_page
from meetings.decisions import views as decisions
from meetings.invitations import views as invitations

app_name = "meetings"

urlpatterns: list[URLPattern | URLResolver] = [
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<str:number>/", decisions.decision, name="decision"),
    path("meetings/reply/<str:token>/", invitations.reply, name="reply"),
    path("meetings/sign-in/<str:key>/", sign_in_page.sign_in, name="sign_in"),
    path("meetings/sign-in/<str:key>/done/", sign_in_page.signed_in, name="signed_in"),
]
