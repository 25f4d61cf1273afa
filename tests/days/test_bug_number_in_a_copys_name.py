"""The name of a copied recording showed the customer's number, where it did not look like a phone number."""

from callqa.days.masked_day import mask_day
from callqa.model.recording import Duplicate
from tests.support.builders import call, day_result


def test_a_copy_hides_the_number_of_its_customer() -> None:
    copy = Duplicate(path="/inbox/in_8003_12000000371_1.ogg", duplicate_of="call-1")
    day = day_result(call("call-1", customer_number="12000000371"), duplicates=(copy,))

    (shown,) = mask_day(day).duplicates

    assert shown.path == "/inbox/in_8003_120****0371_1.ogg"
