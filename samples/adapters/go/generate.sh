#!/bin/sh
# Generates gen/ from the .proto files. PROTOC names another protoc.
set -eu
cd "$(dirname "$0")"
module=flotilla.io/samples/keyval
protos=${MIXER_PROTOS:-../../../libs/adapter-sdk/protos}
model=mixer/adapter/model/v1beta1
options="module=$module,M$model/check.proto=$module/gen/v1beta1,M$model/extensions.proto=$module/gen/v1beta1"
rm -rf gen
${PROTOC:-protoc} -I. -I"$protos" --go_out=. --go_opt="$options" --go-grpc_out=. --go-grpc_opt="$options" \
  keyval.proto params.proto "$model/check.proto" "$model/extensions.proto"
