"""What staff say about a file to import, checked before anything is read of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.imports.columns import COLUMNS, ONLY_IN
from catalog.imports.presets import COLUMNS as BY_COLUMNS
from catalog.imports.presets import PRESETS
from catalog.imports.reading import ENCODINGS
from catalog.models import ImportJob, ImportPreset

MOST_UPLOADED = 20 * 1024 * 1024
_USUAL = (
    *("sku", "name", "price", "stock", "gtin", "category", "brand", "description"),
    *("pictures", "vat_rate", "weight", "options", "net_price"),
)
_ALL = [*COLUMNS, *ONLY_IN]
_SEPARATORS = [
    (",", _("virgule")),
    (";", _("point-virgule")),
    ("\t", _("tabulation")),
    ("|", _("barre")),
]


class UploadForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=_("Fichier de produits"),
        help_text=_("CSV ou XLSX, 20 Mo et 100 000 lignes au plus."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file too large to be read while somebody waits."""
        file = self.cleaned_data["file"]
        if file.size > MOST_UPLOADED:
            raise forms.ValidationError(
                gettext("Le fichier dépasse 20 Mo : découpez-le en plusieurs fichiers.")
            )
        return file


class SettingsForm(forms.Form):
    """How a file is to be read, and what is to be done with it."""

    kind = forms.ChoiceField(label=_("Nature du fichier"))
    encoding = forms.ChoiceField(
        label=_("Encodage"), choices=[(code, code) for code in ENCODINGS], required=False
    )
    delimiter = forms.ChoiceField(label=_("Séparateur"), choices=_SEPARATORS, required=False)
    has_header = forms.BooleanField(label=_("La première ligne nomme les colonnes"), required=False)
    publish = forms.BooleanField(
        label=_("Publier ce qui peut l'être"),
        required=False,
        help_text=_("Sinon, les nouveaux produits restent des brouillons."),
    )
    keep_stock = forms.BooleanField(
        label=_("Ne pas toucher au stock des articles déjà en boutique"),
        required=False,
        help_text=_("À cocher si des ventes ont eu lieu depuis que le fichier a été fait."),
    )

    def __init__(self, job: ImportJob, data: Any = None) -> None:
        """Offer what fits the file; a workbook has neither encoding nor separator."""
        initial = {name: getattr(job, name) for name in self.base_fields if name != "kind"}
        initial["kind"] = job.kind or BY_COLUMNS
        super().__init__(data, initial=initial)
        self.job = job
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]
        if not job.delimiter:
            del self.fields["encoding"], self.fields["delimiter"]
        elif job.encoding not in ENCODINGS:
            self.fields["encoding"].choices += [(job.encoding, job.encoding)]  # type: ignore[attr-defined]

    def settings(self) -> dict[str, Any]:
        """Return what is to be written of the job."""
        said = dict(self.cleaned_data)
        kind, _colon, preset = said["kind"].partition(":")
        said["kind"] = kind
        if preset:
            said["columns"] = ImportPreset.objects.get(pk=preset).columns
        return said


class ColumnsForm(forms.Form):
    """Which column of the file stands for each of ours."""

    preset_name = forms.CharField(
        label=_("Garder ces colonnes sous le nom"), max_length=60, required=False
    )

    def __init__(self, job: ImportJob, headers: Sequence[str], data: Any = None) -> None:
        """Offer the headers of the file for each of our columns."""
        super().__init__(data, prefix="c")
        choices = [("", "–"), *((header, header) for header in headers)]
        for column in _ALL:
            known = job.columns.get(column.name, "")
            self.fields[column.name] = forms.ChoiceField(
                label=column.header,
                choices=choices,
                required=False,
                initial=known if known in headers else "",
            )

    @property
    def usual(self) -> list[forms.BoundField]:
        """Return the fields of the columns that most files have."""
        return [self[name] for name in _USUAL]

    @property
    def others(self) -> list[forms.BoundField]:
        """Return the fields of all other columns."""
        return [self[column.name] for column in _ALL if column.name not in _USUAL]

    @property
    def has_others(self) -> bool:
        """Tell whether one of the other columns was chosen."""
        return any(field.value() for field in self.others)

    def clean(self) -> dict[str, Any]:
        """Ask for what tells rows apart."""
        data = super().clean() or self.cleaned_data
        if not data.get("sku") and not data.get("name"):
            raise forms.ValidationError(
                gettext("Dites au moins quelle colonne porte le SKU ou le nom.")
            )
        return data

    def columns(self) -> dict[str, str]:
        """Return {our word: header} of what was chosen."""
        return {c.name: said for c in _ALL if (said := self.cleaned_data.get(c.name))}


def _kinds() -> list[tuple[str, Any]]:
    kinds: list[tuple[str, Any]] = [(name, preset.label) for name, preset in PRESETS.items()]
    kinds.append((BY_COLUMNS, _("colonnes à choisir")))
    saved: Any = [(f"{BY_COLUMNS}:{p.pk}", p.name) for p in ImportPreset.objects.all()]
    return [*kinds, (gettext("Modèles enregistrés"), saved)] if saved else kinds
