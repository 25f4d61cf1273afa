"""A service number stays readable; a personal one that only begins like it does not."""

import pytest

from callqa.text.masking import MASK, mask

_BEGINNINGS = ("10", "12", "95", "96", "400", "800")


@pytest.mark.parametrize("beginning", _BEGINNINGS)
@pytest.mark.parametrize(
    ("subject", "length", "head", "tail"),
    [
        ("身份证号", 15, 3, 0),
        ("卡号", 16, 4, 4),
        ("账号", 12, 4, 4),
        ("手机号是", 10, 2, 2),
        ("手机", 11, 2, 2),
    ],
)
def test_a_personal_number_is_hidden_however_it_begins(
    beginning: str, subject: str, length: int, head: int, tail: int
) -> None:
    number = (beginning + "2345678923456789")[:length]

    assert (
        mask(subject + number)
        == subject + number[:head] + MASK * (length - head - tail) + number[length - tail :]
    )


@pytest.mark.parametrize(
    "said",
    [
        "电话10086",
        "电话一零零八六，一零零一零",
        "电话95588，20块",
        "电话95588、95533、95599",
        "客服电话95013123",
        "电话九六一一零",
        "电话12315，12345",
        "联系方式1010 8888",
        "电话800-810-1234",
        "电话四零零八一零一二三四，二十个",
        "电话400-800-1234，20块",
        "我用手机打400-800-1234打不通",
        "手机拨打1010-8888",
        "手机服务热线4008001234",
        "手机10086",
    ],
)
def test_a_service_number_stays(said: str) -> None:
    assert mask(said) == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("电话95588，13812345678", "电话95588，138****5678"),
        ("电话1008612345", "电话10******45"),
        ("电话4008001234567", "电话40*********67"),
        ("手机号4008001234", "手机号40******34"),
        ("手机号一零一零八八八八", "手机号一零****八八"),
        ("账号4008001234 5678", "账号4008****** 5678"),
    ],
)
def test_what_is_longer_or_somebodys_own_is_no_service_number(said: str, shown: str) -> None:
    assert mask(said) == shown
