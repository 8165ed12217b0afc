"""A Mixer adapter out of process in Python: lets users of a list pass, and grants each a quota.

It is session-based: Mixer asks it to validate a handler's params once, and gets a session for them.
"""

import argparse
import importlib.resources
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time
import uuid
from concurrent import futures

import grpc

HERE = pathlib.Path(__file__).resolve().parent
PROTOS = pathlib.Path(
    os.environ.get("MIXER_PROTOS", HERE.parent.parent.parent / "libs/adapter-sdk/protos")
)
FILES = [
    "google/rpc/status.proto",
    "policy/v1beta1/type.proto",
    "mixer/adapter/model/v1beta1/extensions.proto",
    "mixer/adapter/model/v1beta1/check.proto",
    "mixer/adapter/model/v1beta1/quota.proto",
    "mixer/adapter/model/v1beta1/infrastructure_backend.proto",
    "mixer/template/listentry.proto",
    "mixer/template/quota.proto",
]


def generate(folder: str) -> None:
    """Makes the messages and services of the .proto files, as `python -m grpc_tools.protoc` does."""
    from grpc_tools import protoc

    google = importlib.resources.files("grpc_tools") / "_proto"
    arguments = ["protoc", f"-I{PROTOS}", f"-I{google}", f"-I{HERE}"]
    arguments += [f"--python_out={folder}", f"--grpc_python_out={folder}"]
    if protoc.main(arguments + FILES + ["params.proto"]) != 0:
        sys.exit("the .proto files do not compile")
    sys.path.insert(0, folder)


generated = tempfile.TemporaryDirectory(prefix="allowlist-")
generate(generated.name)

from mixer.adapter.model.v1beta1 import check_pb2, quota_pb2  # noqa: E402
from mixer.adapter.model.v1beta1 import infrastructure_backend_pb2 as backend  # noqa: E402
from mixer.adapter.model.v1beta1 import infrastructure_backend_pb2_grpc as backend_grpc  # noqa: E402
from mixer.template import listentry_pb2_grpc, quota_pb2_grpc  # noqa: E402
import params_pb2  # noqa: E402

OK, INVALID_ARGUMENT, PERMISSION_DENIED = 0, 3, 7
SESSION = "x-adapter-session-id"
PAGES_PER_WINDOW = 5
WINDOW_SECONDS = 10
MAX_SESSIONS = 1000
MAX_USERS = 10000


def unpack(config):
    """The params of a handler; None where they are of another type."""
    params = params_pb2.Params()
    return params if config.Unpack(params) else None


class Sessions(backend_grpc.InfrastructureBackendServicer):
    """Keeps the params of every session."""

    def __init__(self):
        self.params = {}
        self.lock = threading.Lock()

    def Validate(self, request, context):
        params = unpack(request.adapter_config)
        response = backend.ValidateResponse()
        if params is None or not params.allowed or params.valid_ms < 0:
            response.status.code = INVALID_ARGUMENT
            response.status.message = "allowed needs at least one entry, valid_ms none below 0"
        return response

    def CreateSession(self, request, context):
        session_id = str(uuid.uuid4())
        with self.lock:
            if len(self.params) >= MAX_SESSIONS:
                del self.params[next(iter(self.params))]
            self.params[session_id] = unpack(request.adapter_config)
        return backend.CreateSessionResponse(session_id=session_id)

    def CloseSession(self, request, context):
        with self.lock:
            self.params.pop(request.session_id, None)
        return backend.CloseSessionResponse()

    def of(self, context):
        """The params of a call's session. An unknown session is NOT_FOUND: Mixer then makes another."""
        session_id = dict(context.invocation_metadata()).get(SESSION, "")
        with self.lock:
            params = self.params.get(session_id)
        if params is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "unknown session")
        return params


class ListEntry(listentry_pb2_grpc.HandleListEntryServiceServicer):
    def __init__(self, sessions):
        self.sessions = sessions

    def HandleListEntry(self, request, context):
        params = self.sessions.of(context)
        user = request.instance.value.string_value
        result = check_pb2.CheckResult(valid_use_count=100)
        result.valid_duration.FromMilliseconds(params.valid_ms or 1000)
        if user not in params.allowed:
            result.status.code = PERMISSION_DENIED
            result.status.message = f"{user or 'nobody'} is not on the list"
        return result


class Quota(quota_pb2_grpc.HandleQuotaServiceServicer):
    """So many pages for each set of dimensions in a window; a call that is made again gets the same answer."""

    def __init__(self, sessions):
        self.sessions = sessions
        self.windows = {}
        self.answers = {}
        self.lock = threading.Lock()

    def HandleQuota(self, request, context):
        self.sessions.of(context)
        now = time.monotonic()
        key = request.instance.SerializeToString(deterministic=True)
        result = quota_pb2.QuotaResult()
        with self.lock:
            if len(self.windows) > MAX_USERS:
                self.windows.clear()
                self.answers.clear()
            for name, asked in request.quota_request.quotas.items():
                granted = self.grant(request.dedup_id + name, key, asked, now)
                result.quotas[name].granted_amount = granted
                result.quotas[name].valid_duration.FromSeconds(1)
        return result

    def grant(self, dedup_id, key, asked, now):
        if dedup_id in self.answers:
            return self.answers[dedup_id]
        started, used = self.windows.get(key, (now, 0))
        if now - started >= WINDOW_SECONDS:
            started, used = now, 0
            self.answers.clear()
        left = PAGES_PER_WINDOW - used
        granted = asked.amount if asked.amount <= left else (left if asked.best_effort else 0)
        self.windows[key] = (started, used + granted)
        self.answers[dedup_id] = granted
        return granted


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:9070", help="host:port")
    parser.add_argument("--tls", metavar="FOLDER", help="folder with tls.crt and tls.key")
    options = parser.parse_args()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    sessions = Sessions()
    backend_grpc.add_InfrastructureBackendServicer_to_server(sessions, server)
    listentry_pb2_grpc.add_HandleListEntryServiceServicer_to_server(ListEntry(sessions), server)
    quota_pb2_grpc.add_HandleQuotaServiceServicer_to_server(Quota(sessions), server)
    if options.tls:
        folder = pathlib.Path(options.tls)
        pair = ((folder / "tls.key").read_bytes(), (folder / "tls.crt").read_bytes())
        server.add_secure_port(options.listen, grpc.ssl_server_credentials([pair]))
    else:
        server.add_insecure_port(options.listen)
    server.start()
    print(f"serving listentry and quota on {options.listen}", flush=True)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    stop.wait()
    server.stop(1).wait()


if __name__ == "__main__":
    main()
