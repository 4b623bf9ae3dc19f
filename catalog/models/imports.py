"""Files that bring products in or take them out: their state, what became of each line."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.picture import private_files
from shop.money import MoneyField
from shop.states import Stateful

# A worker says that it lives with each batch; this long without a word, and it is taken for dead.
SILENCE = timedelta(minutes=2)
# How long a merchant's files and reports are kept.
KEPT = timedelta(days=30)


class WorkQuerySet(models.QuerySet[Any]):
    """The words to ask for work in the background."""

    def forsaken(self) -> "WorkQuerySet":
        """Return the work that somebody waits for and no worker does."""
        silent = self.filter(status__in=self.model.RUNNING)
        return silent.filter(touched_at__lt=timezone.now() - SILENCE)

    def outdated(self) -> "WorkQuerySet":
        """Return what is old enough for its file to be erased."""
        return self.filter(created_at__lt=timezone.now() - KEPT).exclude(file="")


class Work(Stateful):
    """What a worker does for a member of staff, and how far it is."""

    RUNNING: ClassVar[set[str]]

    file = models.FileField(_("fichier"), storage=private_files, blank=True)
    total = models.PositiveIntegerField(_("lignes"), default=0)
    done = models.PositiveIntegerField(_("lignes faites"), default=0)
    error = models.CharField(_("erreur"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("par"),
    )
    created_at = models.DateTimeField(_("le"), auto_now_add=True)
    # When a worker last said how far it is.
    touched_at = models.DateTimeField(default=timezone.now)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_running(self) -> bool:
        """Tell whether a worker is at it, or will be."""
        return self.status in self.RUNNING

    @property
    def percent(self) -> int:
        """Return how much of it is done."""
        return self.done * 100 // self.total if self.total else 0


class ImportJob(Work):
    """A file of products: received, understood, tried, then applied."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("reçu")
        TRYING = "trying", _("essai en cours")
        TRIED = "tried", _("à vérifier")
        APPLYING = "applying", _("import en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("en échec")
        DROPPED = "dropped", _("abandonné")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.RECEIVED: {Status.TRYING, Status.DROPPED},
        Status.TRYING: {Status.TRIED, Status.FAILED, Status.DROPPED},
        Status.TRIED: {Status.TRYING, Status.APPLYING, Status.DROPPED},
        Status.APPLYING: {Status.DONE, Status.FAILED},
        Status.FAILED: {Status.TRYING, Status.DROPPED},
    }
    RUNNING: ClassVar[set[str]] = {Status.TRYING, Status.APPLYING}

    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    name = models.CharField(_("nom du fichier"), max_length=200)
    # A preset of `catalog.imports.presets`, or « columns » with the columns below.
    kind = models.CharField(_("nature"), max_length=30, blank=True)
    # {our word: header of the file}
    columns = models.JSONField(default=dict, blank=True)
    encoding = models.CharField(_("encodage"), max_length=20, blank=True)
    delimiter = models.CharField(_("séparateur"), max_length=1, blank=True)
    has_header = models.BooleanField(_("la première ligne nomme les colonnes"), default=True)
    publish = models.BooleanField(_("publier ce qui peut l'être"), default=False)
    keep_stock = models.BooleanField(_("garder le stock actuel"), default=False)
    # How many rows ended in each way, products published, products to complete.
    counts = models.JSONField(default=dict, blank=True)
    # What is to be said of the file as a whole.
    notes = models.TextField(blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportLine(models.Model):
    """What became of one line of a file, in the trial and then in the import itself."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("créé")
        UPDATED = "updated", _("modifié")
        UNCHANGED = "unchanged", _("inchangé")
        REFUSED = "refused", _("refusé")

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("ligne"))
    sku = models.CharField("SKU", max_length=80, blank=True)
    outcome = models.CharField(_("résultat"), max_length=10, choices=Outcome.choices)
    reasons = models.TextField(_("motifs"), blank=True)
    notes = models.TextField(_("à savoir"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="an_import_tells_a_line_once")
        ]
        indexes = [models.Index(fields=["job", "outcome", "number"], name="lines_of_an_import")]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"


class ImportPreset(models.Model):
    """Which columns of some other software stand for ours, kept under a name."""

    name = models.CharField(_("nom"), max_length=60, unique=True)
    columns = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("modèle de colonnes")
        verbose_name_plural = _("modèles de colonnes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProductOrigin(models.Model):
    """The number under which another shop's software knows a product: its other files name it."""

    source = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="origins")
    # In euros with VAT; what combinations add to.
    price = MoneyField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="an_origin_is_of_one_product")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class ExportJob(Work):
    """A workbook of every product, too large to be made while somebody waits."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("prêt")
        FAILED = "failed", _("en échec")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.WAITING: {Status.RUNNING},
        Status.RUNNING: {Status.WAITING, Status.DONE, Status.FAILED},
        Status.FAILED: {Status.WAITING},
    }
    RUNNING: ClassVar[set[str]] = {Status.WAITING, Status.RUNNING}

    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.WAITING
    )

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
