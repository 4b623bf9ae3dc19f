"""The staff's window on the catalogue: products, departments, offers, and ledgers to read."""

from catalog.admin.back_in_stock import BackInStockAdmin
from catalog.admin.category import CategoryAdmin
from catalog.admin.facts import PriceChangeAdmin, StockMoveAdmin, VariantAdmin
from catalog.admin.finder import FinderAdmin, FinderQuestionAdmin
from catalog.admin.guide import GuideAdmin
from catalog.admin.import_presets import ImportPresetAdmin
from catalog.admin.imports import ImportJobAdmin
from catalog.admin.offer import OfferAdmin
from catalog.admin.options import AttributeAdmin, BrandAdmin, ValueAdmin
from catalog.admin.product import ProductAdmin
from catalog.admin.question import QuestionAdmin
from catalog.admin.search import SearchMissAdmin, SynonymAdmin

__all__ = [
    "AttributeAdmin",
    "BackInStockAdmin",
    "BrandAdmin",
    "CategoryAdmin",
    "FinderAdmin",
    "FinderQuestionAdmin",
    "GuideAdmin",
    "ImportJobAdmin",
    "ImportPresetAdmin",
    "OfferAdmin",
    "PriceChangeAdmin",
    "ProductAdmin",
    "QuestionAdmin",
    "SearchMissAdmin",
    "StockMoveAdmin",
    "SynonymAdmin",
    "ValueAdmin",
    "VariantAdmin",
]
