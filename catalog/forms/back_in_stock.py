"""Where to write when an article is there again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.flows.await_stock import WORDING
from catalog.forms.wishlist import EmailField
from shop.forms import TrappedForm


class BackInStockForm(TrappedForm):
    """The address of somebody who waits."""

    email = EmailField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Beside the other forms of a product's page.
        super().__init__(*args, auto_id="avertir_%s", **kwargs)
        self.fields["email"].label = _("M'avertir du retour en stock")
        self.fields["email"].help_text = WORDING
