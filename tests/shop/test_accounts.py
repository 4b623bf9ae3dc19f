"""Signing up, in and out: what is mailed, what is counted, and what nobody learns from it."""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shop.accounts import ASKED, DONE, AccountAdapter
from shop.first_admin import first_admin
from shop.models import Message, User
from tests import make

PASSWORD = "un-long-mot-de-passe-7"


def member(email: str, **fields: Any) -> User:
    """Return somebody whose address is proven and who has a password."""
    user = make.user(email, **fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def post(name: str, client: Client | None = None, **fields: str) -> HttpResponse:
    return (client or Client()).post(reverse(name), fields)


def seen(answer: HttpResponse, email: str) -> tuple[int, str, str]:
    """Return what somebody sees of an answer, without their own address and the form's token."""
    page = answer.content.decode().replace(email, "")
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return answer.status_code, answer.headers.get("Location", ""), page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("account_signup", {"password1": PASSWORD}),
        ("account_login", {"login": "", "password": "autre-chose-encore"}),
        ("account_request_login_code", {}),
        ("account_reset_password", {}),
    ],
)
def test_nothing_tells_which_addresses_have_an_account(
    shop: None, name: str, fields: dict[str, str]
) -> None:
    """I41."""
    member("connue@example.fr")
    answers = []

    for email in ("connue@example.fr", "inconnue@example.fr"):
        asked = {**fields, "email": email} | ({"login": email} if "login" in fields else {})
        client = Client()
        answer = post(name, client, **asked)
        answers.append(seen(answer, email))
        if answer.status_code == 302:
            answers[-1] += seen(client.get(answer["Location"]), email)

    assert answers[0] == answers[1]
    assert Message.objects.count() == (0 if name == "account_login" else 2)


@pytest.mark.django_db
def test_an_account_is_opened_by_the_code_that_was_mailed(shop: None) -> None:
    client = Client()
    post("account_signup", client, email="Julie@Example.fr", password1=PASSWORD)
    message = Message.objects.get(recipient="julie@example.fr")
    code = re.search(r"^\w{4,}(-\w+)*$", message.text.replace("\n\n", "\n"), re.MULTILINE)
    assert code
    assert "_auth_user_id" not in client.session

    post("account_email_verification_sent", client, code=code[0])

    assert "_auth_user_id" in client.session
    assert EmailAddress.objects.get(email="julie@example.fr").verified
    assert message.subject == "Votre code de confirmation"
    assert not mail.outbox


@pytest.mark.django_db
def test_a_link_of_a_message_leads_to_the_configured_host(shop: None, settings: Any) -> None:
    """I37."""
    settings.ALLOWED_HOSTS = ["*"]
    member("julie@example.fr")

    Client().post(
        reverse("account_reset_password"),
        {"email": "julie@example.fr"},
        headers={"Host": "evil.fr"},
    )

    message = Message.objects.get()
    assert "evil" not in message.text + message.html
    link = re.search(r"http\S+/password/reset/key/\S+", message.text)
    assert link
    assert link[0].startswith(settings.SITE_URL)
    assert Client().get(link[0], follow=True).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*ASKED, *DONE])
def test_every_message_about_an_account_is_written_once_asked(shop: None, name: str) -> None:
    url = "http://127.0.0.1/compte/"
    context = {"code": "K7QX", "password_reset_url": url, "signup_url": url}

    AccountAdapter().send_mail(f"account/email/{name}", "julie@example.fr", context)

    assert Message.objects.get().status == Message.Status.QUEUED


@pytest.mark.django_db
def test_a_changed_password_is_told(shop: None) -> None:
    client = Client()
    client.force_login(member("julie@example.fr"))
    post("account_reauthenticate", client, password=PASSWORD)

    new = {"password1": "encore-plus-long-9", "password2": "encore-plus-long-9"}
    post("account_change_password", client, oldpassword=PASSWORD, **new)

    assert Message.objects.get().subject == "Votre compte a changé"


@pytest.mark.django_db
def test_an_address_is_not_changed_without_the_password_again(shop: None) -> None:
    client = Client()
    client.force_login(member("julie@example.fr"))

    answer = post("account_email", client, email="voleur@example.fr", action_add="")

    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]
    assert not EmailAddress.objects.filter(email="voleur@example.fr").exists()


@pytest.mark.django_db
def test_tries_to_sign_in_end_whatever_address_is_forged(shop: None) -> None:
    member("julie@example.fr")
    tries = {"login": "julie@example.fr", "password": "autre-chose-encore"}

    for number in range(6):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        Client().post(reverse("account_login"), tries, headers=headers)
    right = post("account_login", login="julie@example.fr", password=PASSWORD)

    assert right.status_code == 200
    assert "_auth_user_id" not in right.client.session  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_sign_in_leads_to_no_other_site(shop: None) -> None:
    member("julie@example.fr")
    address = reverse("account_login")

    for target in ("https://evil.fr/", "//evil.fr", r"\\evil.fr", "https:evil.fr", "/\\evil.fr"):
        answer = Client().post(
            f"{address}?next={target}",
            {"login": "julie@example.fr", "password": PASSWORD, "next": target},
        )
        assert answer["Location"] == "/", target


@pytest.mark.django_db
def test_staff_sign_in_where_tries_are_counted(shop: None) -> None:
    admin = reverse("admin:index")

    answer = Client().get(admin, follow=True)

    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={admin}"
    password = {"username": make.staff().email, "password": "x"}
    assert "_auth_user_id" not in Client().post(reverse("admin:login"), password).client.session


@pytest.mark.django_db
def test_the_admin_opens_to_a_second_factor_alone(shop: None, settings: Any) -> None:
    """I45."""
    settings.STAFF_MFA_REQUIRED = True
    admin, owner = reverse("admin:index"), make.staff()
    client = Client()
    client.force_login(owner)

    answer = client.get(admin, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Ajoutez une seconde étape" in answer.content.decode()
    assert client.post(reverse("admin:shop_merchant_add")).status_code == 302

    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={})
    assert client.get(admin).status_code == 200


@pytest.mark.django_db
def test_the_first_login_of_a_new_shop_opens_the_admin_at_once(
    shop: None, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    login = first_admin()
    assert login

    admin = reverse("admin:index")
    answer = post("account_login", login=login.email, password=login.password, next=admin)

    assert answer["Location"] == admin
