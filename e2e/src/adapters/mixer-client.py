"""A client of Mixer built from Istio's own .proto files and word list by Google's protobuf: mixer-client.py ISTIO_API FOLDER TARGET.

Compiles the messages into FOLDER, calls the server at TARGET in plaintext, and prints one JSON object."""
import json
import os
import sys
from datetime import timedelta

api, folder, target = sys.argv[1:4]
FILES = ["mixer/v1/attributes.proto", "mixer/v1/mixer.proto", "gogoproto/gogo.proto", "google/rpc/status.proto"]


def compile_messages():
    from grpc_tools import protoc

    includes = [f"-I{api}", f"-I{api}/common-protos", f"-I{os.path.dirname(protoc.__file__)}/_proto"]
    code = protoc.main(["protoc", *includes, f"--python_out={folder}", f"--grpc_python_out={folder}", *FILES])
    if code != 0:
        sys.exit(code)
    # The package of google.rpc is beside that of google.protobuf.
    import google

    google.__path__.append(os.path.join(folder, "google"))
    sys.path.insert(0, folder)


compile_messages()
import grpc  # noqa: E402
from mixer.v1 import attributes_pb2, mixer_pb2, mixer_pb2_grpc  # noqa: E402

# Lines, not YAML: some words are quotes themselves.
with open(os.path.join(api, "mixer/v1/global_dictionary.yaml"), encoding="utf8") as lines:
    WORDS = [line[2:].strip() for line in lines if line.startswith("- ")]


class Encoder:
    """Attributes as a sidecar of Istio 1.4 compresses them."""

    def __init__(self):
        self.message = attributes_pb2.CompressedAttributes()

    def index(self, word):
        if word in WORDS:
            return WORDS.index(word)
        words = self.message.words
        if word not in words:
            words.append(word)
        return -1 - list(words).index(word)

    def put(self, name, value):
        key, message = self.index(name), self.message
        if isinstance(value, bool):
            message.bools[key] = value
        elif isinstance(value, int):
            message.int64s[key] = value
        elif isinstance(value, float):
            message.doubles[key] = value
        elif isinstance(value, bytes):
            message.bytes[key] = value
        elif isinstance(value, timedelta):
            message.durations[key].FromTimedelta(value)
        elif isinstance(value, dict):
            entries = message.string_maps[key].entries
            for name, text in value.items():
                entries[self.index(name)] = self.index(text)
        else:
            message.strings[key] = self.index(value)


def encoded(attributes):
    encoder = Encoder()
    for name, value in attributes.items():
        encoder.put(name, value)
    return encoder.message


def request(user, **more):
    return encoded({
        "context.reporter.kind": "inbound",
        "context.protocol": "http",
        "destination.namespace": "default",
        "request.headers": {"user": user},
        "request.method": "GET",
        "response.size": 100,
        "response.code": 200,
        **more,
    })


def status_of(call, message):
    try:
        call(message)
        return ["OK", ""]
    except grpc.RpcError as error:
        return [error.code().name, error.details()]


VECTORS = {
    "request.method": "GET",
    "request.path": "/x",
    "response.code": 200,
    "connection.mtls": True,
    "source.ip": bytes([10, 0, 0, 1]),
    "response.duration": timedelta(seconds=1.5),
    "request.headers": {":path": "/x"},
}


def empty_check():
    message = mixer_pb2.CheckRequest(global_word_count=len(WORDS), deduplication_id="d")
    message.attributes.SetInParent()
    message.quotas["q"].amount = 1
    message.quotas["q"].best_effort = True
    return message


def check(stub, user, **more):
    message = mixer_pb2.CheckRequest(
        attributes=request(user), global_word_count=len(WORDS), deduplication_id=f"python-{user}")
    message.quotas["rq"].amount = 3
    message.quotas["rq"].best_effort = True
    answer = stub.Check(message, timeout=10)
    precondition, referenced = answer.precondition, answer.precondition.referenced_attributes
    word = lambda i: WORDS[i] if i >= 0 else referenced.words[-1 - i]  # noqa: E731
    names = sorted({word(match.name) for match in referenced.attribute_matches})
    quota = answer.quotas.get("rq")
    return {
        "code": precondition.status.code,
        "message": precondition.status.message,
        "validUses": precondition.valid_use_count,
        "validMs": precondition.valid_duration.ToMilliseconds(),
        "referenced": names,
        "granted": None if quota is None else quota.granted_amount,
    }


def report(stub, semantics, *bags):
    message = mixer_pb2.ReportRequest(
        attributes=bags, global_word_count=len(WORDS), repeated_attributes_semantics=semantics)
    return status_of(lambda one: stub.Report(one, timeout=10), message)


def main():
    with grpc.insecure_channel(target) as channel:
        stub = mixer_pb2_grpc.MixerStub(channel)
        late = mixer_pb2.CheckRequest(attributes=request("john"), global_word_count=len(WORDS) + 1)
        semantics = mixer_pb2.ReportRequest
        print(json.dumps({
            "words": len(WORDS),
            "vectors": {name: encoded({name: value}).SerializeToString(deterministic=True).hex()
                        for name, value in VECTORS.items()},
            "emptyCheck": empty_check().SerializeToString(deterministic=True).hex(),
            "john": check(stub, "john"),
            "eve": check(stub, "eve"),
            "tooManyWords": status_of(lambda one: stub.Check(one, timeout=10), late),
            "independent": report(stub, semantics.INDEPENDENT_ENCODING, request("anne"), request("bob")),
            # The second one says only what is other than in the first.
            "delta": report(stub, semantics.DELTA_ENCODING, request("carl"), encoded({"response.size": 250})),
        }))


main()
