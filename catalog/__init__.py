"""What is sold: categories, products, variants, prices and their history, stock, pictures.

May import shop's foundations; never the cart nor anything above.
Reads: `Product.objects.published().with_offer()`. Stock: the words of `Variant.objects`.
Flows: import_products, publish_product.
"""
