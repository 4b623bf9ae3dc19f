"""Two guides in the shop's own voice, and a question that was answered."""

from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.utils import timezone

from catalog import pictures
from catalog.models import Guide, Product, Question

_HERE = Path(__file__).parent
_PICTURES = _HERE.parent / "pictures"
# File, title, summary, picture, what it shows, goods.
GUIDES = [
    (
        "gres-et-bois",
        "Faire durer le grès et le bois",
        "Lavage, taches, huile, éclats : ce que chaque matière demande, et ce qu'elle supporte.",
        "planches-a-decouper.webp",
        "Deux planches à découper, l'une ronde en hêtre, l'autre longue en noyer",
        ["mug-matin", "assiette-rivage", "theiere-veillee", "planche-a-decouper", "saladier-noyer"],
    ),
    (
        "table-du-matin",
        "Dresser une table du matin",
        "Combien de pièces, quelles tailles, quels émaux ensemble : nos repères, en trois minutes.",
        "mug-matin-ambiance.webp",
        "Un mug en grès sur une table en bois, dans la lumière du matin",
        ["mug-matin", "bol-brume", "assiette-rivage", "theiere-veillee", "chemin-de-table"],
    ),
]


def plant_guides() -> None:
    """Publish the guides, and a question with its answer, where there are none."""
    if not Guide.objects.exists():
        for age, (slug, title, summary, picture, alt, goods) in enumerate(GUIDES, start=1):
            guide = Guide(
                slug=slug,
                title=title,
                summary=summary,
                alt=alt,
                body=(_HERE / f"{slug}.html").read_text(encoding="utf-8"),
                published_at=timezone.now() - timedelta(days=7 * age),
            )
            with (_PICTURES / picture).open("rb") as file:
                derived = pictures.derive(file.read())
                guide.sizes, guide.width, guide.height = (
                    derived.sizes,
                    derived.width,
                    derived.height,
                )
                file.seek(0)
                guide.original.save(picture, File(file), save=False)
            guide.save()
            guide.products.set(Product.objects.filter(slug__in=goods))
    if not Question.objects.exists():
        _plant_question()


def _plant_question() -> None:
    mug = Product.objects.filter(slug="mug-matin").first()
    if mug:
        now = timezone.now()
        Question.objects.create(
            product=mug,
            name="Exemple de question",
            text="Les mugs tiennent-ils dans un lave-vaisselle à tiroir à couverts ?",
            fingerprint="demo",
            asked_at=now - timedelta(days=3),
            status=Question.Status.PUBLISHED,
            answer="Oui : ils font 9,2 cm de haut. Réglez le panier du haut sur sa position basse.",
            answered_at=now - timedelta(days=2),
        )
