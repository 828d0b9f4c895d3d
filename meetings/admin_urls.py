"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver, include, path

from meetings.admin import agenda, agenda_items, backlog, invitations, mail, minutes, minutes_mail, minutes_versions

app_name = "meetings_admin"

agenda_urls = [
    path("", agenda.AgendaScreen.as_view(), name="agenda"),
    path("add/", agenda.AddItem.as_view(), name="agenda_add"),
    path("standard/", agenda.Prepare.as_view(), name="agenda_prepare"),
    path("order/", agenda.Reorder.as_view(), name="agenda_order"),
    path("copy/", agenda.CopyAgenda.as_view(), name="agenda_copy"),
    path("<int:item_id>/", agenda_items.MeetingItem.as_view(), name="agenda_item"),
    path("<int:item_id>/remove/", agenda_items.RemoveMeetingItem.as_view(), name="agenda_remove"),
    path("<int:item_id>/<str:act>/", agenda.ItemAct.as_view(), name="agenda_act"),
]

backlog_urls = [
    path("", backlog.Backlog.as_view(), name="backlog"),
    path("add/", backlog.AddToBacklog.as_view(), name="backlog_add"),
    path("order/", backlog.ReorderBacklog.as_view(), name="backlog_order"),
    path("<int:item_id>/", backlog.BacklogItem.as_view(), name="backlog_item"),
    path("<int:item_id>/remove/", backlog.RemoveFromBacklog.as_view(), name="backlog_remove"),
    path("<int:item_id>/<str:act>/", backlog.BacklogAct.as_view(), name="backlog_act"),
]

invitation_urls = [
    path("", invitations.InvitationsScreen.as_view(), name="invitations"),
    path("invite/", invitations.InviteScreen.as_view(), name="invite"),
    path("take-back/", invitations.WithdrawScreen.as_view(), name="withdraw_invitations"),
    path("<int:invitation_id>/", invitations.OfInvitation.as_view(), name="invitation"),
]

minutes_urls = [
    path("", minutes.MinutesScreen.as_view(), name="minutes"),
    path("do/<str:act>/", minutes.MinutesAct.as_view(), name="minutes_act"),
    path("comments/<int:comment_id>/", minutes.SettleComment.as_view(), name="minutes_comment"),
    path("mail/", minutes_mail.MinutesMailScreen.as_view(), name="minutes_mail"),
    path("versions/<int:number>/", minutes_versions.VersionScreen.as_view(), name="minutes_version"),
    path(
        "versions/<int:number>/<str:reader>.<str:ending>", minutes_versions.VersionFile.as_view(), name="minutes_file"
    ),
    path("differences/", minutes_versions.DifferencesScreen.as_view(), name="minutes_differences"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:meeting_id>/agenda/", include(agenda_urls)),
    path("<int:meeting_id>/invitations/", include(invitation_urls)),
    path("<int:meeting_id>/minutes/", include(minutes_urls)),
    path("<int:meeting_id>/notify/", mail.NotifyScreen.as_view(), name="notify"),
    path("<int:meeting_id>/mail/", mail.MailScreen.as_view(), name="mail"),
    path("series/<int:series_id>/backlog/", include(backlog_urls)),
]
