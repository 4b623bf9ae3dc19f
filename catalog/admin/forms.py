"""What staff type about a product, checked before anything is written."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog import pictures
from catalog.claims import FORBIDDEN
from catalog.models import Product, ProductImage, StockMove, Variant
from catalog.models.durability import LEGAL_GUARANTEE_YEARS
from shop.money import ZERO

MOST_MOVED = 1_000_000


class FeaturesField(forms.CharField):
    """Characteristics as lines: « Matière : Grès »."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Return stored characteristics as lines."""
        if isinstance(value, dict):
            return "\n".join(f"{name} : {text}" for name, text in value.items())
        return value

    def clean(self, value: Any) -> dict[str, str]:
        """Return lines as characteristics; raises ValidationError for a line without « : »."""
        features = {}
        for line in (value or "").splitlines():
            name, colon, text = (part.strip() for part in line.partition(":"))
            if colon and name and text:
                features[name] = text
            elif line.strip():
                raise forms.ValidationError(
                    gettext("« %s » : écrivez le nom, deux-points, puis la valeur.") % line.strip()
                )
        return features

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether the characteristics themselves differ."""
        try:
            return bool(self.clean(data) != (initial or {}))
        except forms.ValidationError:
            return True


class ProductForm(forms.ModelForm[Product]):
    """What a product's page says."""

    features = FeaturesField(
        label=_("Caractéristiques"),
        required=False,
        help_text=_("Une par ligne : « Matière : Grès »."),
    )
    environment = FeaturesField(
        label=_("Qualités et caractéristiques"),
        required=False,
        help_text=_("Une par ligne : « Matière recyclée : 30 % au moins »."),
    )

    class Meta:  # its fields are those that the page shows
        localized_fields = ["vat_rate", "net_quantity", "index_score", "guarantee_years"]

    def clean_kind(self) -> str:
        """Keep the nature of what has variants: weight, places and dates hang on it."""
        kind: str = self.cleaned_data["kind"]
        if self.instance.pk and "kind" in self.changed_data and self.instance.variants.exists():
            raise forms.ValidationError(
                gettext("Cette fiche a des variantes : créez-en une autre pour changer de nature.")
            )
        return kind

    def clean(self) -> dict[str, Any]:
        """Keep on a published page what the law wants there."""
        data = super().clean() or self.cleaned_data
        wanted = ["benefit", "description"]
        if data.get("kind") == Product.Kind.SERVICE:
            wanted.append("service_terms")
        if self.instance.published_at:
            for name in wanted:
                if not data.get(name):
                    self.add_error(name, gettext("Un produit publié en a besoin."))
            self._refuse_claims()
        self._check_durability(data)
        return data

    def _refuse_claims(self) -> None:
        for name in ("name", "benefit", "description", "meta_title", "meta_description"):
            found = FORBIDDEN.search(self.cleaned_data.get(name) or "")
            if found:
                told = gettext("« %s » est interdit sur un produit (C. env. L541-9-1).")
                self.add_error(name, told % found.group())

    def _check_durability(self, data: dict[str, Any]) -> None:
        """Ask for the whole of a fact: a score and its index, a guarantee and what it names."""
        if bool(data.get("index_kind")) != (data.get("index_score") is not None):
            self.add_error("index_score", gettext("Un indice a un nom et une note."))
        years = data.get("guarantee_years")
        if years is not None and years <= LEGAL_GUARANTEE_YEARS:
            told = gettext("La garantie légale dure déjà deux ans : celle-ci est plus longue.")
            self.add_error("guarantee_years", told)
        if years and not (data.get("brand") and data.get("guarantee_model")):
            told = gettext("Le label nomme la marque et le modèle : remplissez les deux.")
            self.add_error("guarantee_model", told)


class VariantForm(forms.ModelForm[Variant]):
    """A variant; its stock is not typed but moved, with a reason for the ledger."""

    stock_change = forms.IntegerField(
        label=_("Ajouter au stock"),
        required=False,
        min_value=-MOST_MOVED,
        max_value=MOST_MOVED,
        help_text=_("12, ou -2 pour retirer."),
    )
    stock_kind = forms.ChoiceField(
        label=_("Nature"),
        choices=[
            (kind.value, kind.label)
            for kind in (StockMove.Kind.RECEIVED, StockMove.Kind.CORRECTION)
        ],
        initial=StockMove.Kind.RECEIVED,
        required=False,
    )
    stock_reason = forms.CharField(label=_("Raison"), max_length=60, required=False)

    class Meta:
        model = Variant
        fields = ["label", "sku", "gtin", "values", "price", "weight", "restock_on", "position"]
        fields += ["takes_place_at", "is_unlimited", "eco_participation"]
        localized_fields = ["price", "eco_participation"]

    def clean(self) -> dict[str, Any]:
        """Ask why the stock changes, and leave what carts hold."""
        data = super().clean() or self.cleaned_data
        change = data.get("stock_change") or 0
        if change and not data.get("stock_reason"):
            self.add_error("stock_reason", gettext("Dites pourquoi le stock change."))
        left = self.instance.stock + change
        if change < 0 and left < self.instance.held:
            told = gettext("Il resterait %(left)d pièces ; des paniers en réservent %(held)d.")
            self.add_error("stock_change", told % {"left": left, "held": self.instance.held})
        if data.get("price") is not None and data["price"] <= 0:
            self.add_error("price", gettext("Le prix est supérieur à zéro."))
        part = data["eco_participation"] = data.get("eco_participation") or ZERO
        if data.get("price") and not 0 <= part < data["price"]:
            self.add_error("eco_participation", gettext("Elle est une partie du prix."))
        return data


class VariantFormSet(forms.BaseInlineFormSet[Variant, Product, VariantForm]):
    """The variants of one product: days and endless places are for services alone."""

    def clean(self) -> None:
        """Refuse on goods what only services have."""
        super().clean()
        for form in self.forms if not self.instance.is_service else []:
            for name in ("takes_place_at", "is_unlimited"):
                if form.cleaned_data.get(name):
                    form.add_error(name, gettext("Réservé aux prestations de service."))


class PictureForm(forms.ModelForm[ProductImage]):
    """A picture, what it shows in words, and the variant that it shows if it is of one only."""

    class Meta:
        model = ProductImage
        fields = ["original", "alt", "variant", "position"]
        # The original itself is not served: the preview shows what is.
        widgets = {"original": forms.FileInput}

    def clean_original(self) -> Any:
        """Refuse a file that no page can show, before it is stored."""
        file = self.cleaned_data["original"]
        if isinstance(file, UploadedFile):
            file.seek(0)
            try:
                pictures.check(file.read(pictures.MOST_BYTES + 1))
            except pictures.BadPicture as error:
                raise forms.ValidationError(str(error)) from error
            file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for the alternative text of whatever is touched."""
        data = super().clean() or self.cleaned_data
        if self.has_changed() and not data.get("alt"):
            self.add_error("alt", gettext("Dites ce que l'image montre."))
        return data
