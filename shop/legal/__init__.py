"""The texts of the law: official wordings, the merchant's own texts, their pages and PDFs.

`official/` holds what the law words itself, one file a version; LegalText rows hold what the
merchant writes around it. This package may import the foundations only: what belongs to an app
(delivery methods, the lines of an order) comes in as plain values.
"""
