"""TLS, authentication, and the URL that asks for them."""

import shutil
import ssl
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from delivery.smtp import ProviderDown, SmtpConfig, run_lanes
from tests.delivery.fakes import FakeSmtp, MemoryLedger, parcels
from tests.delivery.lanes import RELEASED, SENT, run, send

# Authentication and TLS.


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for localhost, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subprocess.run(  # noqa: S603 - fixed arguments
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", path, "-out", path.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.with_suffix(".crt"), certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate.with_suffix(".crt"))


@pytest.mark.parametrize("implicit", [True, False])
def test_mail_goes_out_over_tls(server_tls: ssl.SSLContext, trusting: ssl.SSLContext, implicit: bool) -> None:
    server, ledger = FakeSmtp(tls=server_tls, implicit_tls=implicit), MemoryLedger(parcels(20))
    assert send(server, ledger, tls=trusting) == ()
    assert set(ledger.outcomes.values()) == {SENT}
    assert server.commands.count("STARTTLS") == (0 if implicit else 1)


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(server_tls: ssl.SSLContext, implicit: bool) -> None:
    server, ledger = FakeSmtp(tls=server_tls, implicit_tls=implicit), MemoryLedger(parcels(2))
    (down,) = send(server, ledger)
    assert "certificate" in down.reason
    assert ledger.outcomes == {1: RELEASED}


def test_a_server_without_starttls_gets_no_mail_where_it_was_asked_for() -> None:
    server, ledger = FakeSmtp(), MemoryLedger(parcels(2))

    async def scene() -> tuple[ProviderDown, ...]:
        async with server:
            return await run_lanes(SmtpConfig.from_url(f"smtp+starttls://localhost:{server.port}"), ledger, 1)

    (down,) = run(scene())
    assert "no STARTTLS" in down.reason
    assert ledger.outcomes == {1: RELEASED}


def test_a_refused_starttls_gets_no_mail(server_tls: ssl.SSLContext) -> None:
    server, ledger = FakeSmtp(tls=server_tls).on("starttls", "454 4.7.0 not now"), MemoryLedger(parcels(2))
    (down,) = send(server, ledger)
    assert down.code == 454


def test_what_was_slipped_in_before_tls_is_refused(server_tls: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    server = FakeSmtp(tls=server_tls).on("starttls", b"220 go ahead\r\n250-slipped\r\n250 in\r\n")
    (down,) = send(server, MemoryLedger(parcels(2)), tls=trusting)
    assert "before TLS" in down.reason


def test_extensions_offered_before_tls_do_not_count_after_it(
    server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server = FakeSmtp(tls=server_tls).on("ehlo", "250 fake.example.org", skip=1)
    send(server, MemoryLedger(parcels(3)), tls=trusting)
    assert server.groups_behind_text == 0
    assert server.caught[0].parameters == ""


@pytest.mark.parametrize("mechanisms", [("PLAIN", "LOGIN"), ("LOGIN",), ("CRAM-MD5", "PLAIN")])
def test_the_lane_authenticates_with_what_the_server_offers(mechanisms: tuple[str, ...]) -> None:
    plain = b64encode("\0unit\0pä:ss@word".encode()).decode()
    login = f"{b64encode(b'unit').decode()} {b64encode('pä:ss@word'.encode()).decode()}"
    server = FakeSmtp(auth=mechanisms, logins={"plain": plain, "login": login})
    ledger = MemoryLedger(parcels(2))
    assert send(server, ledger, credentials="unit:p%C3%A4%3Ass%40word@") == ()
    assert ledger.outcomes == {1: SENT, 2: SENT}


@pytest.mark.parametrize("mechanisms", [("PLAIN",), ("LOGIN",), ("CRAM-MD5",), ()])
def test_a_failed_login_is_a_provider_down_that_does_not_tell_the_password(mechanisms: tuple[str, ...]) -> None:
    server, ledger = FakeSmtp(auth=mechanisms), MemoryLedger(parcels(2))
    (down,) = send(server, ledger, credentials="unit:hunter2@")
    assert down.code == (535 if set(mechanisms) & {"PLAIN", "LOGIN"} else None)
    assert "hunter2" not in down.reason
    assert ledger.outcomes == {1: RELEASED}


# The URL.


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "none", "", "")),
        ("smtp://u:p%40%2F@mail.example.org:2525/", ("mail.example.org", 2525, "none", "u", "p@/")),
        ("smtps://mail.example.org", ("mail.example.org", 465, "tls", "", "")),
        ("smtp+starttls://u%40example.org:p@[::1]", ("::1", 587, "starttls", "u@example.org", "p")),
    ],
)
def test_an_smtp_url_is_read(url: str, expected: tuple[Any, ...]) -> None:
    config = SmtpConfig.from_url(url)
    assert (config.host, config.port, config.security, config.username, config.password) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "begins with"),
        ("http://mail.example.org", "begins with"),
        ("mail.example.org:25", "begins with"),
        ("smtp://", "no host"),
        ("smtp://:secret@:25", "no host"),
        ("smtp://mail.example.org:99999", "port cannot be read"),
        ("smtp://mail.example.org:0", "port is 0"),
        ("smtp://u:sec?ret@mail.example.org", "percent-encoded"),
        ("smtp://u@mail.example.org", "neither"),
        ("smtp://mail.example.org/path", "percent-encoded"),
    ],
)
def test_a_bad_smtp_url_is_refused_with_the_reason_and_without_the_password(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        SmtpConfig.from_url(url)
    assert "sec" not in str(caught.value)


def test_a_configuration_never_shows_its_password() -> None:
    assert "secret" not in repr(SmtpConfig.from_url("smtp://u:secret@mail.example.org"))


@pytest.mark.parametrize("options", [{"lanes": 0}, {"max_messages_per_connection": 0}, {"local_name": "a\r\nb"}])
def test_a_configuration_that_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|host name"):
        SmtpConfig.from_url("smtp://mail.example.org", **options)
