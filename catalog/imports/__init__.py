"""Products from files: read the file, make each preset's lines into one shape of row, write it.

`reading` and `workbook` know files, `values` cells, `columns` and `own` our format; each other
shop has its module, and `presets` tells them apart. `writing` writes one row with what `shelf` has
looked up for all of them; the verbs are `catalog.flows.import_products` and `run_import`.
"""
