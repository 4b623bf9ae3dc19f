"""Staff read the outbox: what was written to whom, and whether it has left."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.mailbox import enclosure, letter
from shop.models import Message
from shop.staff import FactsAdmin
from shop.states import IllegalMove


@admin.register(Message)
class MessageAdmin(FactsAdmin):
    """The outbox: a list, and each message as it was sent."""

    list_display = ["subject", "recipient", "state", "created_at", "last_error"]
    list_filter = ["status", "created_at"]
    search_fields = ["recipient", "subject", "about", "key"]
    list_per_page = 50
    fields = ["recipient", "subject", "state", "created_at", "due_at", "sent_at"]
    fields += ["attempts", "last_error", "key"]
    readonly_fields = ["state"]
    actions = ["send_again"]

    @admin.display(description=_("état"), ordering="status")
    def state(self, message: Message) -> SafeString:
        """Return the state in words, with a colour that only underlines them."""
        return format_html(
            '<span class="state state--message state--{}">{}</span>',
            message.status,
            message.get_status_display(),
        )

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Let only those who may change messages send them again."""
        return request.user.has_perm("shop.change_message")

    @admin.action(description=_("Réessayer l'envoi des messages en échec"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Put failed messages back in the queue; what has left never leaves twice."""
        moved = 0
        for message in queryset.filter(status=Message.Status.FAILED):
            try:
                message.move_to(Message.Status.QUEUED, attempts=0)
            except IllegalMove:
                continue
            moved += 1
        self.message_user(request, _("%(count)d message(s) remis en file.") % {"count": moved})

    def get_urls(self) -> list[URLPattern]:
        """Add the letter itself and what is enclosed."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/lettre/", wrap(self.letter), name="message_letter"),
            path("<int:pk>/<int:position>/", wrap(self.enclosure), name="message_enclosure"),
        ]
        return own + super().get_urls()

    @method_decorator(csp_update({"frame-src": ["'self'"]}))
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the envelope, and the letter in a frame of its own."""
        return super().change_view(request, object_id, form_url, extra_context)

    def letter(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the HTML as a mail reader would."""
        return letter(request, self._readable(request, pk))

    def enclosure(self, request: HttpRequest, pk: int, position: int) -> HttpResponseBase:
        """Download what is enclosed, counted from 0."""
        return enclosure(self._readable(request, pk), position)

    def _readable(self, request: HttpRequest, pk: int) -> Message:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Message, pk=pk)
