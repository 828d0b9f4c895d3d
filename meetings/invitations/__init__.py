"""Who is invited, what they are mailed, and what they answer.

`inviting` writes who is to come, `notices` is the only way to mail about a meeting, `sending` does it row by row,
`letters` says what a mail of each kind holds, `replying` takes the answers.
"""

PURPOSE = "meetings"  # the topic of all mail about meetings: who stopped it gets none
