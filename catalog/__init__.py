"""What is sold: categories, products, variants, prices and their history, stock, pictures.

May import shop's foundations; never the cart nor anything above.
Reads: `catalog.lists.read_list`, `fetch_cards`, `fetch_page`.
Stock: the words of `Variant.objects`.
Whoever changes a price, a picture or a publication says `Product.objects.refresh_lists(ids)`.
Flows: import_products, publish_product.
"""
