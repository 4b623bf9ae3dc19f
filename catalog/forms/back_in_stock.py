"""Where to write when an article is there again."""

from catalog.forms.wishlist import EmailField
from shop.forms import TrappedForm


class BackInStockForm(TrappedForm):
    """The address of somebody who waits."""

    email = EmailField()
