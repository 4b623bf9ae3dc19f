"""Run the whole shop with one command: site, worker, beat and, with STRIPE_FAKE, the fake Stripe.

Each is a process of its own. Beat is not embedded in the worker (`-B`), because it would outlive a
worker that is killed, and tick beside the next one.
"""

import signal
import socket
import sys
import threading
from argparse import ArgumentParser
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from shop.first_admin import first_admin
from shop.management.processes import KeepsDying, Service, end_all, keep_running

HOST = "127.0.0.1"
# A container's only user is root: Celery's warning about that would hide what is below.
CELERY = ["-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "shop"]
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

WELCOME = """
  La boutique est ouverte. Ctrl-C l'arrête.  ·  The shop is open. Ctrl-C stops it.

  Boutique · Shop      {shop}/
  Gestion · Admin      {admin}
                       {login}
  Messages · Outbox    {outbox}
                       {folder}/
"""
PAYMENT = """  Paiement · Payment   {fake}/   (faux Stripe, sans argent · fake Stripe, no money)
                       4242 4242 4242 4242   acceptée · accepted
                       4000 0000 0000 9995   refusée · declined
                       4000 0027 6000 3184   3-D Secure
                       date future, code au choix · any future date, any code
"""


class Command(BaseCommand):
    """Keeps the services running until Ctrl-C, and leaves none behind."""

    help = "Run the site, the worker, the beat and, with STRIPE_FAKE, the fake Stripe."
    # The database may not exist yet; `check` runs when it has been migrated.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Accept --demo, which plants the demo shop first."""
        parser.add_argument("--demo", action="store_true", help="plant the demo shop first")

    def handle(self, *, demo: bool, **_options: Any) -> None:
        """Prepare, start, say where everything is, and stay until told to stop."""
        _check_ports()
        self._prepare(demo=demo)
        stopped = threading.Event()
        for number in STOPS:
            signal.signal(number, lambda *_: stopped.set())
        services = _services()
        try:
            for service in services:
                service.start()
            _wait_for_site(services, stopped)
            if not stopped.is_set():
                self._say(_where_everything_is())
            keep_running(services, until=stopped, say=self.stderr.write)
        except KeepsDying as error:
            sys.exit(f"« {error} » ne démarre pas, voir plus haut · does not start, see above.")
        finally:
            end_all(services)
        self._say("\nLa boutique est fermée. · The shop is closed.")

    def _prepare(self, *, demo: bool) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if demo:
            self._say("La boutique de démonstration se prépare… · Preparing the demo shop…")
            call_command("seed_demo", stdout=StringIO())
        self.check()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _check_ports() -> None:
    """Refuse to start when a port is taken."""
    ports = [settings.PORT, *([settings.STRIPE_FAKE_PORT] if settings.STRIPE_FAKE else [])]
    for port in ports:
        with closing(socket.socket()) as probe:
            # As the servers do: a connection that has just ended does not make a port busy.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                other = f"PORT={settings.PORT + 1000} make run"
                sys.exit(f"Le port {port} est occupé : {other} · Port {port} is busy: {other}")


def _services() -> list[Service]:
    quiet = ["--loglevel", "warning"]
    worker = ["worker", "--pool", "threads", "--concurrency", "4"]
    # Nobody to talk to: there is one worker.
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["beat", "--pidfile="]
    services = {
        "site": ["-m", "gunicorn", "shop.wsgi:application"],
        "worker": [*CELERY, *worker, *alone, *quiet],
        "beat": [*CELERY, *beat, *quiet],
    }
    if settings.STRIPE_FAKE:
        services["fake Stripe"] = ["-m", "checkout.gateways.fake_stripe", *_fake_options()]
    return [Service(name, [sys.executable, *words]) for name, words in services.items()]


def _fake_options() -> list[str]:
    options = {
        "port": settings.STRIPE_FAKE_PORT,
        "webhook": settings.SITE_URL + reverse("stripe_webhook"),
        "secret": settings.STRIPE_WEBHOOK_SECRET,
        "state": Path(settings.VAR_DIR) / "fake-stripe.json",
    }
    return [f"--{name}={value}" for name, value in options.items()]


def _wait_for_site(services: list[Service], stopped: threading.Event) -> None:
    """Return once the site answers; raises KeepsDying if a service cannot even start."""
    while not _answers(f"http://{HOST}:{settings.PORT}/healthz") and not stopped.wait(0.2):
        for service in services:
            if service.has_died():
                raise KeepsDying(service.name)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except (URLError, OSError):
        return False


def _where_everything_is() -> str:
    login = first_admin()
    text = WELCOME.format(
        shop=settings.SITE_URL,
        admin=settings.SITE_URL + reverse("admin:index"),
        login=f"{login.email}   {login.password}" if login else "votre compte · your account",
        outbox=settings.SITE_URL + reverse("dev:messages") if settings.DEBUG else "",
        folder=settings.OUTBOX_DIR,
    )
    return text + (PAYMENT.format(fake=settings.STRIPE_FAKE_URL) if settings.STRIPE_FAKE else "")
