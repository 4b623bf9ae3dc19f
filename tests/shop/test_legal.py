import hashlib
import re
from datetime import date
from decimal import Decimal

import pytest
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from shop.demo.legal import TEXTS
from shop.legal.markup import Heading, as_text, with_contents
from shop.legal.texts import LegalContext, UnknownPlaceholder, render_text
from shop.legal.withdrawal_form import withdrawal_form
from shop.legal.withdrawal_notice import BulkyCostMissing, ReturnCost, Sold, withdrawal_notice
from shop.legal.wording import NoWordingInForce, passages, wording
from shop.models import LegalText, Merchant
from tests import make

TODAY = date(2026, 11, 22)
FUNCTION = "https://maison-brumelle.example/renoncer-au-contrat/"
ROWS = [
    {
        "name": "Point relais",
        "zone": "France métropolitaine",
        "delay": "3 à 4 jours ouvrés",
        "price": "3,90 €",
        "free_from": "60 €",
    },
    {"name": "Domicile <b>", "zone": "France", "delay": "2 à 3 jours ouvrés", "price": "5,90 €"},
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Merchant:
    return make.merchant(epr_ids=[{"stream": "Emballages ménagers", "number": "FR000000_01AAAA"}])


@pytest.fixture
def shop_now(seller: Merchant) -> LegalContext:
    site = "https://maison-brumelle.example"
    return LegalContext(seller, site_url=site, delivery=ROWS, on=TODAY)


def publish(code: str) -> LegalText:
    text = next(text for text in TEXTS if text.code == code)
    return LegalText.publish(
        text.code,
        text.version,
        title=text.title,
        body=text.body,
        valid_from=text.valid_from,
        title_en=text.title_en,
    )


def plain(code: str, shop_now: LegalContext) -> str:
    return as_text(render_text(publish(code), shop_now)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "sha256"),
    [
        ("withdrawal-form", "eab9eedaa6b96ab95ad53a812d6c363923e87202e6ee35e65e405f848bf115fa"),
        ("withdrawal-notice", "06a497189e1f4cbdfb3b1043b15d74f3bf4090aadef25504f173eb6ba2e43949"),
        ("guarantee-box", "6e5db10787f4c08daa5c2c697f54099f15e3109eb19ff74d36ccfba55f9b17fd"),
    ],
)
def test_an_official_text_is_kept_to_the_character(code: str, sha256: str) -> None:
    """R39, R43."""
    text = wording(code, TODAY).text

    assert hashlib.sha256(f"{text}\n".encode()).hexdigest() == sha256
    assert "’" not in text
    assert "\u00a0" not in text


def test_the_passages_of_the_notice_are_kept_to_the_character() -> None:
    """R39."""
    known = {
        "start_contract": "8247e62d2064e698",
        "start_goods": "ba4f025a75361ba3",
        "start_last_good": "8123f013dcaeb0cb",
        "start_last_piece": "cb7c744a16bd4032",
        "start_first_good": "99f49f533b55b532",
        "function": "8e3778a67148b3f1",
        "website_form": "74d6da0d2d601251",
        "defer_refund": "88ddd1bdc2979742",
        "collect": "9b6ba9415da08597",
        "send_back": "80f3ba91a605e64d",
        "cost_merchant": "f6848ccd30bea8f7",
        "cost_consumer": "dc7980720efb2cc6",
        "cost_amount": "f9fc87f7a7900a0c",
        "cost_estimate": "536449c514c47d49",
        "cost_collected": "0e37cf79e755d75f",
        "depreciation": "11f2cbaed128e6d4",
        "service_started": "e778e390b2e82941",
    }

    kept = {
        name: hashlib.sha256(text.encode()).hexdigest()[:16]
        for name, text in passages(TODAY).items()
    }

    assert kept == known


def test_an_official_text_does_not_exist_before_its_day() -> None:
    assert wording("guarantee-box", date(2022, 10, 1)).version == "2022-10-01"
    with pytest.raises(NoWordingInForce):
        wording("guarantee-box", date(2022, 9, 30))


STARTS = {
    Sold.GOODS: "désigné par vous, prend physiquement possession du bien.",
    Sold.SEVERAL_PARCELS: "désigné par vous, prend physiquement possession du dernier bien.",
    Sold.DIGITAL: "quatorze jours après le jour de la conclusion du contrat.",
    Sold.SERVICE: "quatorze jours après le jour de la conclusion du contrat.",
}
COSTS = {
    ReturnCost.MERCHANT: "Nous prendrons en charge les frais de renvoi du bien.",
    ReturnCost.CONSUMER: "Vous devrez prendre en charge les frais directs de renvoi du bien.",
    ReturnCost.BULKY: (
        "Vous devrez prendre en charge les frais directs de renvoi du bien, 39,00\u00a0EUR."
    ),
}


@pytest.mark.parametrize("sold", Sold)
@pytest.mark.parametrize("cost", ReturnCost)
def test_the_notice_holds_the_passages_of_its_order(
    seller: Merchant, sold: Sold, cost: ReturnCost
) -> None:
    """R39, law annex B: {one good, several, digital, service} × {merchant, consumer, bulky}."""
    goods = sold in {Sold.GOODS, Sold.SEVERAL_PARCELS}

    notice = withdrawal_notice(
        seller,
        function_url=FUNCTION,
        sold=sold,
        return_cost=cost,
        amount=Decimal("39"),
        on=TODAY,
    )

    text = notice.text
    assert not re.search(r"[\[\]…]|\(\d\)|\.\.|  ", text)
    assert STARTS[sold] in text
    assert [c for c in ReturnCost if f"\n{COSTS[c]}\n" in text] == ([cost] if goods else [])
    assert ("Vous devrez renvoyer ou rendre le bien, à nous-mêmes sans retard" in text) is goods
    assert ("Nous pouvons différer le remboursement" in text) is goods
    assert ("de la dépréciation du bien" in text) is goods
    assert ("la prestation de services pendant le délai" in text) is (sold is Sold.SERVICE)
    assert "eau/de gaz" not in text
    assert passages(TODAY)["function"].split("[")[0] + FUNCTION + ". Si vous utilisez" in text
    assert "notifier (Maison Brumelle SARL, 12 rue des Ateliers, 69003 Lyon, France, 04" in text


def test_the_notice_names_whoever_else_receives_returns(seller: Merchant) -> None:
    seller.return_address_text = "Atelier Nord, 3 rue du Quai, 59000 Lille"

    notice = withdrawal_notice(seller, function_url=FUNCTION, on=TODAY)

    assert (
        "rendre le bien, à nous-mêmes ou à Atelier Nord, 3 rue du Quai, 59000 Lille sans retard"
        in notice.text
    )


def test_bulky_goods_need_the_amount_of_their_return(seller: Merchant) -> None:
    """R37."""
    with pytest.raises(BulkyCostMissing):
        withdrawal_notice(seller, function_url=FUNCTION, return_cost=ReturnCost.BULKY, on=TODAY)


def test_the_form_names_the_merchant_and_keeps_its_lines_apart(seller: Merchant) -> None:
    """R39, law annex A."""
    official, form = wording("withdrawal-form", TODAY).text, withdrawal_form(seller, TODAY)

    lines = form.text.split("\n\n")
    assert len(lines) == 10
    assert lines[2] == (
        "A l'attention de Maison Brumelle SARL, 12 rue des Ateliers, 69003 Lyon, France, "
        "bonjour@maison-brumelle.example :"
    )
    assert lines[:2] + lines[3:] == [line for line in official.split("\n\n") if "[" not in line]
    assert as_text(form.html()) == form.text
    assert form.html().count("<p>") == 9


@pytest.mark.parametrize("code", ["cgv", "garanties"])
def test_the_guarantee_box_stands_in_the_page_to_the_character(
    shop_now: LegalContext, code: str
) -> None:
    """R43."""
    html = render_text(publish(code), shop_now)

    assert wording("guarantee-box", TODAY).text in as_text(html)
    assert html.count('<div class="official guarantee-box">') == 1


@pytest.mark.parametrize("code", ["cgv", "retractation"])
def test_the_notice_and_the_form_stand_in_the_page(shop_now: LegalContext, code: str) -> None:
    """R3, R39."""
    text = as_text(render_text(publish(code), shop_now))

    assert withdrawal_form(shop_now.merchant, TODAY).text in text
    assert withdrawal_notice(shop_now.merchant, function_url=FUNCTION, on=TODAY).text in text


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("R1", "04 65 71 00 00, appel non surtaxé"),
        ("R3 characteristics", "les caractéristiques essentielles du produit"),
        ("R3 complaints", "Pour toute question ou réclamation :"),
        ("R3 no personalised price", "pas personnalisés sur la base d’une décision automatisée"),
        ("R6", "aucun frais qui n’y figure pas ne peut vous être demandé"),
        ("R7", "les moyens de paiement acceptés et les éventuelles restrictions de livraison"),
        ("R8 1°", "Le contrat se conclut par les étapes suivantes :"),
        ("R8 2°", "Vérifier et corriger"),
        ("R8 3°", "les documents contractuels sont en français"),
        ("R8 4°", "Les modalités de conservation du contrat et d’accès"),
        ("R8 5°", "Nous n’avons souscrit à aucun code de conduite"),
        ("R9", "aucune n’est cochée d’avance et aucun produit n’est ajouté au panier"),
        ("R12", "« Commande avec obligation de paiement »"),
        ("R13", "juste au-dessus du bouton de commande"),
        ("R14", "Nous accusons réception de votre commande sans délai injustifié"),
        ("R15", "une confirmation vous est adressée sur un support durable"),
        ("R17", "Vous pouvez commander sans créer de compte"),
        ("R18", "nous vous le réservons pendant 60 minutes"),
        ("cart", "le panier est conservé 30 jours"),
        ("unpaid card", "vous disposez de 45 minutes"),
        ("unpaid transfer", "vous disposez pour cela de 7 jours"),
        ("R20", "quatorze jours pour vous rétracter, sans donner de motif"),
        ("R21", "il court à compter de la réception du dernier"),
        ("R22", "prolongé jusqu’au premier jour ouvrable suivant"),
        ("R24", "le délai serait prolongé de douze mois"),
        ("R25", "toute autre déclaration dénuée d’ambiguïté"),
        ("R26", "« renoncer au contrat ici » : " + FUNCTION),
        ("R28", "« confirmer la rétractation »"),
        ("R29", "il reproduit votre déclaration et en donne la date et l’heure d’envoi"),
        ("R32", "y compris les frais de livraison, sans retard injustifié"),
        ("R33", "la date retenue étant celle du premier de ces faits"),
        ("R34", "seul le prix de ce mode standard est remboursé"),
        ("R35", "le même moyen de paiement que votre achat"),
        ("R36", "l’article L. 242-4"),
        ("R37", "Les frais directs de renvoi sont à votre charge"),
        ("R38 3°", "3° les biens confectionnés selon vos spécifications"),
        ("R38 4°", "4° les biens susceptibles de se détériorer"),
        ("R38 5°", "5° les biens que vous avez descellés après la livraison"),
        ("R40", "au plus tard trente jours après la conclusion du contrat"),
        ("R41", "mis en demeure d’effectuer la livraison dans un délai supplémentaire raisonnable"),
        ("R42", "nous prenons à notre charge le renvoi du produit non conforme"),
        ("R43 who answers", "Pour mettre en œuvre une garantie légale, adressez-vous à : Maison"),
        ("R53", "Aucun d’eux n’entraîne de frais supplémentaires"),
        ("R58", "Il est interdit de démarcher par téléphone un consommateur sans son consentement"),
        ("R72", "égal ou supérieur à 120 €, nous le conservons pendant dix ans"),
        ("R75", "Médiateur fictif"),
        ("R75 website", "https://mediateur.example"),
        ("R76", "numéro non surtaxé"),
        ("R79d", "Emballages ménagers : FR000000_01AAAA"),
        ("R86", "Une facture est établie pour chaque commande"),
        ("law", "Le contrat est soumis au droit français"),
        ("version", "Version 2026-11-01, en vigueur le 1er novembre 2026"),
        ("delivery table", "Point relais | France métropolitaine | 3 à 4 jours ouvrés | 3,90 €"),
    ],
)
def test_the_terms_of_sale_say_what_the_law_asks(
    shop_now: LegalContext, rule: str, sentence: str
) -> None:
    assert sentence in plain("cgv", shop_now), rule


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.code)
def test_no_text_says_what_the_law_forbids(shop_now: LegalContext, text: LegalText) -> None:
    """R4, R46, R58, R74, R75."""
    words = plain(text.code, shop_now).lower()

    for forbidden in [
        "ec.europa.eu/consumers/odr",
        "garantie constructeur",
        "bloctel",
        "6-iii",
        "se rétracter ici",
        "écologique",
        "neutre en carbone",
        "respectueux de l’environnement",
        "biodégradable",
    ]:
        assert forbidden not in words


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.code)
def test_a_demo_text_is_good_french_typography(text: LegalText) -> None:
    prose = re.sub(r"\{[{%].*?[%}]\}|<[^>]*>", "", text.body)

    assert not re.search(r" [:;!?»%€]|« |«\w|\w'", prose)
    assert "style=" not in text.body
    assert text.title_en


def test_the_legal_notice_names_publisher_and_host(shop_now: LegalContext) -> None:
    """R74."""
    text = plain("mentions-legales", shop_now)

    for fact in ["Jeanne Brumelle", "01 99 00 00 00", "FR12000000000", "000 000 000 00000"]:
        assert fact in text


def test_the_privacy_page_tells_how_long_each_thing_is_kept(shop_now: LegalContext) -> None:
    """R70."""
    text = plain("confidentialite", shop_now)

    assert "Contrat d’au moins 120 € | Le temps de l’exécution | 10 ans après la livraison" in text
    assert "Commission nationale de l’informatique et des libertés" in text


def test_the_review_page_admits_that_there_are_none_yet(shop_now: LegalContext) -> None:
    """R55, R56."""
    text = plain("avis-clients", shop_now)

    assert "Aucun avis n’est publié sans un achat." in text
    assert "Aucune contrepartie n’est donnée" in text
    assert "Motifs de refus" in text


def test_delivery_rows_are_written_as_text(shop_now: LegalContext) -> None:
    html = render_text(publish("livraison"), shop_now)

    assert "Domicile &lt;b&gt;" in html
    assert "3,90 € (offert dès 60 € d’achat)" in html


def test_without_rows_the_page_says_where_to_read_them(seller: Merchant) -> None:
    text = plain("livraison", LegalContext(seller, on=TODAY))

    assert "sont affichés dans le panier, avant toute commande" in text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("{{ merchant.nom }}", UnknownPlaceholder),
        ("{{ merchant.save }}", UnknownPlaceholder),
        ("{{ nothing }}", UnknownPlaceholder),
        ("{% load static %}", TemplateSyntaxError),
        ("{% debug %}", TemplateSyntaxError),
        ("{% include 'base.html' %}", TemplateSyntaxError),
        ("{% if merchant.name %}", TemplateSyntaxError),
    ],
)
def test_a_text_reaches_only_the_facts_it_is_given(
    shop_now: LegalContext, body: str, error: type[Exception]
) -> None:
    text = LegalText(code="x", version="1", title="X", body=body, valid_from=TODAY)

    with pytest.raises((error, TemplateDoesNotExist)):
        render_text(text, shop_now)


def test_what_the_merchant_typed_is_escaped(shop_now: LegalContext) -> None:
    shop_now.merchant.legal_name = "Brumelle & <Fils>"
    text = LegalText(
        code="x", version="1", title="X", body="{{ merchant.legal_name }}", valid_from=TODAY
    )

    assert render_text(text, shop_now) == "Brumelle &amp; &lt;Fils&gt;"


def test_headings_get_ids_and_make_the_table_of_contents() -> None:
    html, contents = with_contents(
        '<h2 id="prix">Les prix</h2><h3>Été</h3><h2>Droits &amp; <em>devoirs</em></h2><h2>Été</h2>'
    )

    assert html == (
        '<h2 id="prix">Les prix</h2><h3 id="ete">Été</h3>'
        '<h2 id="droits-devoirs">Droits &amp; <em>devoirs</em></h2><h2 id="ete-2">Été</h2>'
    )
    assert contents == [
        Heading(2, "prix", "Les prix"),
        Heading(2, "droits-devoirs", "Droits & devoirs"),
        Heading(2, "ete-2", "Été"),
    ]


def test_html_is_read_as_text() -> None:
    html = (
        "<h2>A</h2>\n<p>Un   mot<br>\net <a href='/x'>deux</a>.</p><ul><li>B</li> <li>C</li></ul>"
    )

    assert as_text(html) == "A\n\nUn mot\net deux.\n\n- B\n\n- C"
