"""The contract: checkout in progress, order, delivery, payment, documents, tracking.

May import cart, catalog and shop's foundations; never returns or aftersales.
Flows: fill_in, place_order, start_payment, settle_payment, cancel_order, ship_order.
"""
