"""The reader of returned mail: bounces, complaints, requests to unsubscribe, and answers that nobody wrote."""

MAIL_TO_UNSUBSCRIBE = "mail to unsubscribe@"  # the source of what is asked for there
