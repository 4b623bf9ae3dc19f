"""What is sold, one concept a file."""

from catalog.models.alert import WishlistAlert
from catalog.models.back_in_stock import BackInStock
from catalog.models.category import Category
from catalog.models.change import ListChange
from catalog.models.complement import Complement
from catalog.models.finder import Finder, FinderAnswer, FinderQuestion
from catalog.models.guide import Guide
from catalog.models.imports import (
    ExportJob,
    ImportJob,
    ImportLine,
    ImportPreset,
    ProductOrigin,
)
from catalog.models.offer import Offer
from catalog.models.old_address import OldAddress
from catalog.models.picture import ProductImage
from catalog.models.price import PriceChange
from catalog.models.product import Brand, Product
from catalog.models.question import Question
from catalog.models.search import SearchEntry, SearchMiss, SearchWord, Synonym
from catalog.models.stock import OutOfStock, StockMove
from catalog.models.variant import Attribute, Value, Variant
from catalog.models.wishlist import Wishlist, WishlistLine

__all__ = [
    "Attribute",
    "BackInStock",
    "Brand",
    "Category",
    "Complement",
    "ExportJob",
    "Finder",
    "FinderAnswer",
    "FinderQuestion",
    "Guide",
    "ImportJob",
    "ImportLine",
    "ImportPreset",
    "ListChange",
    "Offer",
    "OldAddress",
    "OutOfStock",
    "PriceChange",
    "Product",
    "ProductImage",
    "ProductOrigin",
    "Question",
    "SearchEntry",
    "SearchMiss",
    "SearchWord",
    "StockMove",
    "Synonym",
    "Value",
    "Variant",
    "Wishlist",
    "WishlistAlert",
    "WishlistLine",
]
