"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver, include, path

from meetings.admin import (
    action_acts,
    action_mail,
    action_page,
    actions,
    agenda,
    agenda_items,
    attendance,
    attendance_entry,
    backlog,
    decisions,
    documents,
    feeds,
    group_documents,
    group_screens,
    group_terms,
    home,
    invitations,
    mail,
    meetings,
    minutes,
    minutes_mail,
    minutes_versions,
    minutes_writing,
    overview,
    sign_in,
)

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

attendance_urls = [
    path("", attendance.AttendanceView.as_view(), name="attendance"),
    path("mark/", attendance.MarkView.as_view(), name="attendance_mark"),
    path("many/", attendance.RepliesView.as_view(), name="attendance_many"),
    path("unnamed/", attendance.UnnamedView.as_view(), name="attendance_unnamed"),
    path("remove/", attendance.RemoveView.as_view(), name="attendance_remove"),
    path("export/", attendance.ExportView.as_view(), name="attendance_export"),
    path("add/", attendance_entry.AddView.as_view(), name="attendance_add"),
    path("paste/", attendance_entry.PasteView.as_view(), name="attendance_paste"),
    path("<int:row_id>/", attendance_entry.CorrectView.as_view(), name="attendance_correct"),
    path("sign-in/", sign_in.SignInView.as_view(), name="sign_in"),
    path("sign-in/poster/", sign_in.PosterView.as_view(), name="sign_in_poster"),
]

action_urls = [
    path("", actions.ActionIndexView.as_view(), name="actions"),
    path("results/", actions.ActionIndexView.as_view(results_only=True), name="actions_results"),
    path("act/", action_acts.ActOnActions.as_view(), name="actions_act"),
    path("mail/", action_mail.Digests.as_view(), name="action_digests"),
    path("mail/<int:contact_id>/", action_mail.OnePersonsMail.as_view(), name="action_mail"),
    path("mail/<int:contact_id>/html/", action_mail.MailPart.as_view(), name="action_mail_html"),
    path("<int:action_id>/", action_page.ActionPage.as_view(), name="action"),
    path("<int:action_id>/print/", action_page.ActionPrint.as_view(), name="action_print"),
    path("<int:action_id>/change/", action_page.ChangeAction.as_view(), name="action_change"),
    path("<int:action_id>/hand-over/", action_page.HandOver.as_view(), name="action_hand_over"),
]

writing_urls = [
    path("", minutes_writing.WritingScreen.as_view(), name="write"),
    path("begin/", minutes_writing.Begin.as_view(), name="minutes_begin"),
    path("here/", minutes_writing.Here.as_view(), name="minutes_here"),
]

decision_urls = [
    path("", decisions.DecisionList.as_view(), name="decisions"),
    path("results/", decisions.DecisionList.as_view(results_only=True), name="decisions_results"),
    path("<int:decision_id>/", decisions.DecisionScreen.as_view(), name="decision"),
    path("<int:decision_id>/change/", decisions.ChangeDecision.as_view(), name="decision_change"),
    path("<int:decision_id>/withdraw/", decisions.WithdrawDecision.as_view(), name="decision_withdraw"),
    path("<int:decision_id>/reinstate/", decisions.ReinstateDecision.as_view(), name="decision_reinstate"),
    path("<int:decision_id>/supersede/", decisions.SupersedeDecision.as_view(), name="decision_supersede"),
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

of_meeting_urls: list[URLPattern | URLResolver] = [
    path("", overview.Overview.as_view(), name="meeting"),
    path("edit/", meetings.EditMeeting.as_view(), name="edit"),
    path("move/<str:state>/", overview.Move.as_view(), name="move"),
    path("delete/", overview.DeleteDraft.as_view(), name="delete"),
    path("agenda/", include(agenda_urls)),
    path("invitations/", include(invitation_urls)),
    path("notify/", mail.NotifyScreen.as_view(), name="notify"),
    path("attendance/", include(attendance_urls)),
    path("minutes/write/", include(writing_urls)),
    path("minutes/", include(minutes_urls)),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/<int:pk>/", documents.ChangeDocument.as_view(), name="document"),
    path("documents/<int:pk>/remove/", documents.RemoveDocument.as_view(), name="document_remove"),
    path("mail/", mail.MailScreen.as_view(), name="mail"),
]

group_urls = [
    path("", group_screens.GroupOverview.as_view(), name="group"),
    path("terms/", group_terms.GroupTerms.as_view(), name="group_terms"),
    path("terms/<int:pk>/", group_terms.CompleteTerms.as_view(), name="group_version"),
    path("terms/<int:pk>/remove/", group_terms.TakeBackTerms.as_view(), name="group_version_remove"),
    path("documents/", group_documents.GroupDocuments.as_view(), name="group_documents"),
    path("documents/<int:pk>/", group_documents.ChangeGroupDocument.as_view(), name="group_document"),
    path("documents/<int:pk>/remove/", group_documents.RemoveGroupDocument.as_view(), name="group_document_remove"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", meetings.MeetingIndexView.as_view(), name="list"),
    path("results/", meetings.MeetingIndexView.as_view(results_only=True), name="list_results"),
    path("add/", meetings.AddMeeting.as_view(), name="add"),
    path("<int:meeting_id>/", include(of_meeting_urls)),
    path("actions/", include(action_urls)),
    path("decisions/", include(decision_urls)),
    path("series/<int:series_id>/backlog/", include(backlog_urls)),
    path("groups/health/", home.GroupsHealth.as_view(), name="groups_health"),
    path("calendar-of/<int:contact_id>/end/", feeds.EndFeed.as_view(), name="end_feed"),
    path("groups/<int:group_id>/", include(group_urls)),
]
