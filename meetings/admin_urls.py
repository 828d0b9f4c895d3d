"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver, path

from meetings.admin import invitations, mail

app_name = "meetings_admin"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:meeting_id>/invitations/", invitations.InvitationsScreen.as_view(), name="invitations"),
    path("<int:meeting_id>/invitations/invite/", invitations.InviteScreen.as_view(), name="invite"),
    path("<int:meeting_id>/invitations/take-back/", invitations.WithdrawScreen.as_view(), name="withdraw_invitations"),
    path(
        "<int:meeting_id>/invitations/<int:invitation_id>/", invitations.OfInvitation.as_view(), name="invitation"
    ),
    path("<int:meeting_id>/notify/", mail.NotifyScreen.as_view(), name="notify"),
    path("<int:meeting_id>/mail/", mail.MailScreen.as_view(), name="mail"),
]
