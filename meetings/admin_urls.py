"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver, include, path

from meetings.admin import agenda, agenda_items, attendance, attendance_entry, backlog, invitations, mail, sign_in

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
    path("export/", invitations.ExportInvitations.as_view(), name="export_invitations"),
    path("take-back/", invitations.WithdrawScreen.as_view(), name="withdraw_invitations"),
    path("<int:invitation_id>/", invitations.OfInvitation.as_view(), name="invitation"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:meeting_id>/agenda/", include(agenda_urls)),
    path("<int:meeting_id>/invitations/", include(invitation_urls)),
    path("<int:meeting_id>/notify/", mail.NotifyScreen.as_view(), name="notify"),
    path("<int:meeting_id>/mail/", mail.MailScreen.as_view(), name="mail"),
    path("series/<int:series_id>/backlog/", include(backlog_urls)),
    path("<int:meeting_id>/attendance/", attendance.AttendanceView.as_view(), name="attendance"),
    path("<int:meeting_id>/attendance/mark/", attendance.MarkView.as_view(), name="attendance_mark"),
    path("<int:meeting_id>/attendance/many/", attendance.RepliesView.as_view(), name="attendance_many"),
    path("<int:meeting_id>/attendance/unnamed/", attendance.UnnamedView.as_view(), name="attendance_unnamed"),
    path("<int:meeting_id>/attendance/remove/", attendance.RemoveView.as_view(), name="attendance_remove"),
    path("<int:meeting_id>/attendance/export/", attendance.ExportView.as_view(), name="attendance_export"),
    path("<int:meeting_id>/attendance/add/", attendance_entry.AddView.as_view(), name="attendance_add"),
    path("<int:meeting_id>/attendance/paste/", attendance_entry.PasteView.as_view(), name="attendance_paste"),
    path(
        "<int:meeting_id>/attendance/<int:row_id>/", attendance_entry.CorrectView.as_view(), name="attendance_correct"
    ),
    path("<int:meeting_id>/attendance/sign-in/", sign_in.SignInView.as_view(), name="sign_in"),
    path("<int:meeting_id>/attendance/sign-in/poster/", sign_in.PosterView.as_view(), name="sign_in_poster"),
]
