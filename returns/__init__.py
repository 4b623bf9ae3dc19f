"""Sending back: the withdrawal, which is a legal act, and what follows from it.

May import checkout, cart, catalog and shop's foundations; never aftersales.
Flows: declare_withdrawal.
"""
