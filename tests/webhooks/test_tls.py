"""W06: certificates and versions of TLS; where they are wrong nothing of a message is sent."""

import shutil
import ssl
import subprocess
import warnings

import pytest

from commitments.models import Delivery
from tests.outside.listener import listening
from tests.webhooks.hooks import hook_of, publish, served, states, verified

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed"),
]
NEW_KEY = ["-newkey", "rsa:2048", "-nodes"]


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def signed(folder, name, host, days):
    """A certificate of our authority for a host."""
    (folder / f"{name}.san").write_text(f"subjectAltName=DNS:{host}")
    openssl(
        folder, "x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-days", days, "-extfile", f"{name}.san", "-out", f"{name}.pem",
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An authority, and certificates of it and of nobody."""
    folder = tmp_path_factory.mktemp("certificates")
    openssl(
        folder, "req", "-x509", *NEW_KEY, "-days", "1", "-subj", "/CN=authority",
        "-keyout", "ca.key", "-out", "ca.pem",
    )  # fmt: skip
    openssl(folder, "req", *NEW_KEY, "-subj", "/CN=x", "-keyout", "key.pem", "-out", "request.pem")
    signed(folder, "good", "localhost", "1")
    signed(folder, "expired", "localhost", "-1")
    signed(folder, "another", "other.example", "1")
    openssl(
        folder, "req", "-x509", "-key", "key.pem", "-days", "1", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-out", "own.pem",
    )  # fmt: skip
    return folder


def sent_over_tls(folder, name, partner, settings, monkeypatch, version=None):
    """Send a message to a receiver with a certificate: who came, and how it ended."""
    settings.WEBHOOKS_HERE = True
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / "key.pem")
    if version:
        with warnings.catch_warnings(action="ignore"):
            context.minimum_version = context.maximum_version = version
            context.set_ciphers("ALL:@SECLEVEL=0")
    with listening() as secure:
        secure.answers["/"] = 200
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        hook, secret = hook_of(partner, secure.url().replace("http:", "https:"))
        publish(1)
        served(hook)
        return hook, secret, secure.visits


def test_a_good_certificate_is_enough(folder, partner, settings, monkeypatch):
    hook, secret, visits = sent_over_tls(folder, "good", partner, settings, monkeypatch)
    assert states(hook) == ["delivered"]
    assert verified(secret, visits[0])


@pytest.mark.parametrize("name", ["expired", "another", "own"])
def test_no_other_certificate_is(folder, partner, settings, monkeypatch, name):
    """W06: expired, of another name, or vouched for by nobody: a failure that the log names."""
    hook, _secret, visits = sent_over_tls(folder, name, partner, settings, monkeypatch)
    assert (states(hook), visits) == (["waiting"], [])
    assert Delivery.objects.get().attempts[0]["failure"] == "tls"


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_old_tls_is_refused(folder, partner, settings, monkeypatch, version):
    """W06: TLS 1.0 and 1.1 fail, with the right certificate."""
    old = ssl.TLSVersion[version]
    hook, _secret, visits = sent_over_tls(folder, "good", partner, settings, monkeypatch, old)
    assert (states(hook), visits) == (["waiting"], [])
    assert Delivery.objects.get().attempts[0]["failure"] in {"tls", "connection"}
