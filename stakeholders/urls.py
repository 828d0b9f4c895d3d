"""Public pages of the subscription, and of what people see and do about their own data."""

from django.urls import path

from stakeholders import views

app_name = "stakeholders"
urlpatterns = [
    path("my/details/<str:token>/", views.details, name="details"),
    path("my/download/<str:token>/", views.download, name="download"),
    path("my/erase/<str:token>/", views.erasure, name="erasure"),
    path("my/erasure/<str:token>/", views.erasure_status, name="erasure_status"),
    path("my/still-you/<str:token>/", views.still_you, name="still_you"),
    path("preferences/", views.personal_link, name="preferences_link"),
    path("preferences/<str:token>/", views.preferences, name="preferences"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/check-your-mail/", views.check_mail, name="check_mail"),
    path("subscribe/confirm/<str:token>/", views.confirm, name="confirm"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
