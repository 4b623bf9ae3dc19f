"""What is sold, one concept a file."""

from catalog.models.category import Category
from catalog.models.offer import Offer
from catalog.models.old_address import OldAddress
from catalog.models.picture import ProductImage
from catalog.models.price import PriceChange
from catalog.models.product import Brand, Product
from catalog.models.stock import OutOfStock, StockMove
from catalog.models.variant import Attribute, Value, Variant

__all__ = [
    "Attribute",
    "Brand",
    "Category",
    "Offer",
    "OldAddress",
    "OutOfStock",
    "PriceChange",
    "Product",
    "ProductImage",
    "StockMove",
    "Value",
    "Variant",
]
