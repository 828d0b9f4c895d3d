"""Public pages of the subscription: subscribe, confirm, preferences, unsubscribe."""

from django.urls import path

from stakeholders import views

app_name = "stakeholders"
urlpatterns = [
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/check-your-mail/", views.check_mail, name="check_mail"),
    path("subscribe/confirm/<str:token>/", views.confirm, name="confirm"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("preferences/", views.preferences_link, name="preferences_link"),
    path("preferences/<str:token>/", views.preferences, name="preferences"),
]
