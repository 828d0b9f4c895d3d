"""Addresses of the sending screens, under /admin/newsletters/. What shows is a GET, what changes a POST of its own."""

from django.urls import include, path

from newsletters.admin_views import (
    approval,
    audience,
    copies,
    follow_up,
    ledger,
    limits,
    mailings,
    preview,
    progress,
    send,
    sender,
    uncertain,
)

app_name = "newsletters_admin"

issue_urls = [
    path("", send.SendScreen.as_view(), name="send"),
    path("count/", audience.count, name="count"),
    path("audience/", audience.ChooseAudience.as_view(), name="audience"),
    path("test/", copies.SendTestCopies.as_view(), name="test"),
    path("preview/<str:language>/<str:part>/", preview.issue_part, name="preview"),
    path("approve/", approval.Approve.as_view(), name="approve"),
    path("take-back/", approval.TakeBack.as_view(), name="take_back"),
    path("now/", approval.SendNow.as_view(), name="now"),
    path("later/", approval.SendLater.as_view(), name="later"),
]

mailing_urls = [
    path("", progress.Progress.as_view(), name="mailing"),
    path("progress.json", progress.progress_json, name="progress"),
    path("pause/", progress.Pause.as_view(), name="pause"),
    path("resume/", progress.Resume.as_view(), name="resume"),
    path("cancel/", progress.Cancel.as_view(), name="cancel"),
    path("follow-up/", follow_up.FollowUp.as_view(), name="follow_up"),
    path("let-go/", follow_up.LetFollowUpGo.as_view(), name="let_go"),
    path("uncertain/", uncertain.UncertainScreen.as_view(), name="uncertain"),
    path("uncertain/arrived/", uncertain.Decide.as_view(arrived=True), name="decide_arrived"),
    path("uncertain/missed/", uncertain.Decide.as_view(arrived=False), name="decide_missed"),
    path("content/<str:language>/<str:part>/", preview.mailing_part, name="content"),
    path("ledger/", ledger.LedgerScreen.as_view(), name="ledger"),
    path("ledger/results/", ledger.LedgerScreen.as_view(results_only=True), name="ledger_results"),
]

urlpatterns = [
    path("pace/", limits.LimitsScreen.as_view(), name="limits"),
    path("issue/<int:page_id>/send/", include(issue_urls)),
    path("mailing/", mailings.MailingList.as_view(), name="mailings"),
    path("mailing/results/", mailings.MailingList.as_view(results_only=True), name="mailings_results"),
    path("mailing/<int:mailing_id>/", include(mailing_urls)),
    path("sender/", sender.SenderScreen.as_view(), name="sender"),
    path("sender/news.json", sender.sender_json, name="sender_json"),
    path("sender/check/", sender.CheckSender.as_view(), name="check_sender"),
    path("message/<int:message_id>/", ledger.MessageScreen.as_view(), name="message"),
]
