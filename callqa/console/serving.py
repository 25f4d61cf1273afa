"""Serving the console: where it may listen, with which certificate, and what is printed at its start."""

import uvicorn

from callqa.console.application import application
from callqa.console.certificate import fingerprint, own_certificate
from callqa.console.desk import Desk
from callqa.host.logs import say
from callqa.model.errors import BadInputError
from callqa.operations.accounts import accounts
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site

_END_S = 3
"""Open pages get so long when the console ends; without a limit uvicorn waits for the last of them."""


def refuse_open_door(configuration: Configuration) -> None:
    """Refuse to listen where passwords would travel through a network unencrypted.

    Raises:
        BadInputError: names the setting and the cure.
    """
    console, where = configuration.settings.console, str(configuration.path)
    if bool(console.tls.certificate) != bool(console.tls.key):
        raise BadInputError("console.tls 的证书和私钥要一起写", where, "两个都写，或两个都留空")
    for name in filter(None, (console.tls.certificate, console.tls.key)):
        if not configuration.resolve(name).is_file():
            raise BadInputError(f"没有这个证书或私钥文件：{name}", where, "检查 console.tls 的路径")
    if not (console.is_loopback or console.tls.is_on or console.proxies):
        what = f"console.address 是 {console.address}，别的电脑能连上，密码会不加密地经过网络"
        raise BadInputError(
            what, where, "写 console.tls 的证书或 self_signed: true，或在 console.proxies 写明前面的反向代理"
        )
    if not console.url and (console.proxies or not console.is_loopback):
        raise BadInputError(
            "别的电脑能连上的控制台要写明 console.url",
            where,
            "写浏览器里看到的地址，例如 https://qa.example.com",
        )
    if console.proxies and not console.url.startswith("https://"):
        raise BadInputError("反向代理后面的 console.url 要用 https://", where, "在反向代理上配置证书")


def serve(site: Site) -> None:
    """Serve the console until the process is told to end.

    Raises:
        BadInputError: it may not listen there; see `refuse_open_door`.
    """
    configuration = site.configuration
    refuse_open_door(configuration)
    console = configuration.settings.console
    desk = Desk(site=site)
    _greet(desk)
    certificate, key = _certificate(site)
    uvicorn.run(
        application(desk),
        host=console.address,
        port=console.port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        proxy_headers=bool(console.proxies),
        forwarded_allow_ips=console.proxies,
        server_header=False,
        access_log=False,  # addresses of pages hold the secrets of links
        log_config=None,
        timeout_graceful_shutdown=_END_S,
    )


def _certificate(site: Site) -> tuple[str | None, str | None]:
    """Return the files of the certificate and its key: those that are given, own ones, or none."""
    configuration, tls = site.configuration, site.settings.console.tls
    if tls.certificate:
        return str(configuration.resolve(tls.certificate)), str(configuration.resolve(tls.key))
    if not tls.self_signed:
        return None, None
    folder = configuration.resolve("data/console/tls")
    certificate, key = own_certificate(folder, site.settings.console, site.now())
    say(f"自己签发的证书：浏览器第一次会警告，核对指纹后再继续（SHA-256）\n  {fingerprint(certificate)}")
    return str(certificate), str(key)


def _greet(desk: Desk) -> None:
    """Say where the console is, and by which link the first account is made."""
    say(f"控制台：{desk.origins[0]}　按 Ctrl-C 结束")
    if not accounts.has_any(desk.site):
        link = f"{desk.origins[0]}/welcome?token={desk.first}"
        say(f"还没有账号。打开这个链接建第一个（管理员），只能用一次：\n  {link}")
