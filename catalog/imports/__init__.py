"""Products from other shops' files: read the file, make each preset's lines into one shape of row.

`reading` knows files, `values` cells, `shopify` and `woocommerce` their columns; `resource` writes
one row; the verb is `catalog.flows.import_products`.
"""
