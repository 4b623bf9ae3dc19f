"""What is wanted: a visitor's lines, and the stock held for them until a stated end.

May import catalog and shop's foundations; never the checkout nor anything above.
Flows: add_line, change_quantity, hold_cart, extend_hold, accept_changes, close_cart,
  release_lapsed.
"""
