"""Addresses of the unit's own screens, below /admin/meetings/. One file: who looks for a screen begins here."""

from django.urls import URLPattern, URLResolver, path

from meetings.admin import attendance, attendance_entry, sign_in

app_name = "meetings_admin"

urlpatterns: list[URLPattern | URLResolver] = [
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
