"""Staying friends: the questions that people ask and the answers they get.

May import every app below; nothing but the site's own views stands above.
Flows: open_case.
"""
