"""The demo shop: a fictional merchant, what it sells and its legal texts."""

from shop.demo.catalogue import plant_catalogue
from shop.demo.delivery import plant_delivery
from shop.demo.finders import plant_finders
from shop.demo.guides import plant_guides
from shop.demo.merchant import plant_merchant
from shop.demo.offers import plant_flash_offer
from shop.demo.search import plant_synonyms
from shop.demo.teams import plant_teams
from shop.demo.waiting import plant_waiting


def plant() -> bool:
    """Open the demo shop; each part is planted only where there is nothing, so twice is harmless.

    Say whether the products were added.
    """
    plant_merchant()
    plant_delivery()
    plant_teams()
    planted = plant_catalogue()
    if planted:
        plant_flash_offer()
        plant_guides()
        plant_finders()
        plant_synonyms()
        plant_waiting()
    return planted
