"""Actions: numbered where a meeting hands them out, followed until they are done, carried from meeting to meeting.

`numbering` makes them, `tracking` writes down what is heard of them, `carrying` brings open ones before the next
meeting, `readers` says who may see which, `progress` counts them for a group, `digest` writes to their owners once a
month, and `answering` takes what owners say by the link in that mail.
"""
