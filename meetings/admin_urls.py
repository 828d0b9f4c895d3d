"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver, path

from meetings.admin import documents, meetings, overview

app_name = "meetings_admin"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", meetings.MeetingIndexView.as_view(), name="list"),
    path("results/", meetings.MeetingIndexView.as_view(results_only=True), name="list_results"),
    path("add/", meetings.AddMeeting.as_view(), name="add"),
    path("<int:meeting_id>/", overview.Overview.as_view(), name="meeting"),
    path("<int:meeting_id>/edit/", meetings.EditMeeting.as_view(), name="edit"),
    path("<int:meeting_id>/move/<str:state>/", overview.Move.as_view(), name="move"),
    path("<int:meeting_id>/delete/", overview.DeleteDraft.as_view(), name="delete"),
    path("<int:meeting_id>/documents/", documents.Documents.as_view(), name="documents"),
    path("<int:meeting_id>/documents/<int:pk>/", documents.ChangeDocument.as_view(), name="document"),
    path("<int:meeting_id>/documents/<int:pk>/remove/", documents.RemoveDocument.as_view(), name="document_remove"),
]
