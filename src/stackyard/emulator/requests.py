"""The two AWS calls that stackyard itself makes to the emulator, without the price of importing boto3."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from stackyard.emulator.record import opener
from stackyard.errors import EmulatorError

DEFAULT_ACCOUNT = "123456789012"
"""moto's own account, which any unknown access key belongs to."""
_DATE = "20000101"
"""moto reads a request's credential scope, and checks neither its date nor its signature."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials that mean an account to the emulator, and nothing to anyone else."""

    access_key: str = "test"
    secret_key: str = "test"
    session_token: str = ""


def credentials_for(url: str, account: str | None) -> Credentials:
    """Credentials of an account, which comes into being by being named.

    Raises:
        EmulatorError: the emulator does not answer as it should.
    """
    if account in (None, DEFAULT_ACCOUNT):
        return Credentials()
    form = {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": f"arn:aws:iam::{account}:role/stackyard",
        "RoleSessionName": "stackyard",
    }
    reply = _send(
        _request(f"{url}/", "POST", "sts", "us-east-1", Credentials(), urllib.parse.urlencode(form).encode())
    )
    found = [
        re.search(f"<{tag}>([^<]+)</{tag}>", reply)
        for tag in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    ]
    key, secret, token = (match.group(1) if match else "" for match in found)
    if not key:
        raise EmulatorError("the emulator gave no credentials", why=f"for the account {account}")
    return Credentials(key, secret, token)


def make_bucket(url: str, name: str, region: str, credentials: Credentials) -> None:
    """Make an S3 bucket; one that the same account has already is fine.

    Raises:
        EmulatorError: the name is no bucket's, or another account has it.
    """
    body = b""
    if region != "us-east-1":  # S3 refuses its first region as a constraint, and wants any other named
        place = f"<LocationConstraint>{region}</LocationConstraint>"
        body = f"<CreateBucketConfiguration>{place}</CreateBucketConfiguration>".encode()
    request = _request(f"{url}/{urllib.parse.quote(name, safe='')}", "PUT", "s3", region, credentials, body)
    try:
        _send(request)
    except _Refused as refused:
        if refused.code != "BucketAlreadyOwnedByYou":
            raise EmulatorError(
                f"the emulator did not make the bucket {name!r}",
                why=refused.code,
                next_step="correct `state.bucket` in the environment file",
            ) from None


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: str) -> None:
        self.code = code


def _request(
    url: str, method: str, service: str, region: str, credentials: Credentials, body: bytes
) -> urllib.request.Request:
    scope = f"{credentials.access_key}/{_DATE}/{region}/{service}/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-www-form-urlencoded" if service == "sts" else "application/xml",
    }
    if credentials.session_token:
        headers["X-Amz-Security-Token"] = credentials.session_token
    return urllib.request.Request(url, data=body, headers=headers, method=method)


def _send(request: urllib.request.Request) -> str:
    try:
        with opener().open(request, timeout=30.0) as reply:
            text: str = reply.read().decode("utf-8", "replace")
            return text
    except urllib.error.HTTPError as error:
        found = re.search("<Code>([^<]+)</Code>", error.read().decode("utf-8", "replace"))
        raise _Refused(found.group(1) if found else f"HTTP {error.code}") from None
    except OSError as error:
        raise EmulatorError(
            "the emulator does not answer",
            why=str(getattr(error, "reason", error)),
            next_step="`stackyard emulator stop`, then start it again",
        ) from None
