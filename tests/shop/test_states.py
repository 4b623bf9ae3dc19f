import pytest

from shop.models import Message
from shop.states import IllegalMove


@pytest.fixture
def message(db):
    return Message.objects.create(key="a", recipient="a@example.fr", subject="a", text="a")


def test_a_move_changes_status_and_fields_at_once(message):
    message.move_to(Message.Status.SENDING, attempts=1)

    message.refresh_from_db()
    assert (message.status, message.attempts) == ("sending", 1)


def test_a_move_that_the_table_forbids_changes_nothing(message):
    with pytest.raises(IllegalMove, match="queued → sent"):
        message.move_to(Message.Status.SENT)

    message.refresh_from_db()
    assert message.status == "queued"


def test_of_two_who_hold_the_same_row_one_fails(message):
    other = Message.objects.get(pk=message.pk)
    message.move_to(Message.Status.SENDING)

    with pytest.raises(IllegalMove, match="no longer queued"):
        other.move_to(Message.Status.CANCELLED)

    other.refresh_from_db()
    assert other.status == "sending"
