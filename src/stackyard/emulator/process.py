"""The emulator's own process: ``python -m stackyard.emulator.process READY_FILE``.

It listens on a free port of 127.0.0.1, then writes ``{"pid", "port", "nonce"}`` to READY_FILE. Under
``IDENTITY`` it answers with the same nonce, by which a caller knows this process from any other.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import token_hex
from types import FrameType
from typing import TYPE_CHECKING

from stackyard.emulator.record import IDENTITY, Record, write_record

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def main(arguments: list[str]) -> None:
    """Serve until told to end by SIGTERM."""
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    from stackyard.emulator.gaps import close_gaps

    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    close_gaps()
    nonce = token_hex(16)
    app = identified(DomainDispatcherApplication(create_backend_app), nonce)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    # moto builds the URLs that it hands out (of SQS queues, for one) from this.
    os.environ["MOTO_PORT"] = str(server.server_port)
    write_record(Path(arguments[0]), Record(os.getpid(), server.server_port, nonce))
    server.serve_forever()


def identified(app: WSGIApplication, nonce: str) -> WSGIApplication:
    """The app, answering on one more path: who it is."""
    body = json.dumps({"nonce": nonce}).encode()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != IDENTITY:
            return app(environ, start_response)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]

    return answer


def _end(_number: int, _frame: FrameType | None) -> None:
    # At once: requests under way are of no use to anybody, and threads that serve them would hold an exit up.
    leave: Callable[[int], object] = os._exit
    leave(0)


if __name__ == "__main__":
    main(sys.argv[1:])
