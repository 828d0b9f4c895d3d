"""Agendas: items and their order, moves between meetings, the backlog of a series, times, what the first item reviews.

Whatever changes an agenda first locks the meeting or the series that it belongs to (`places`): two editors never
leave an order that neither of them made.
"""
