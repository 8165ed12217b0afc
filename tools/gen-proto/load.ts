/** Reads the .proto files with protobufjs's parser and says which file each type came from. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import protobuf from 'protobufjs'
import { ROOT } from '../workspace.ts'
import { addFields } from './added-fields.ts'

const XDS_PROTOS = join(ROOT, 'node_modules/@grpc/grpc-js-xds/deps')

/** Searched in order; the last holds google/protobuf/descriptor.proto, which option definitions import. */
const INCLUDES: readonly string[] = [
  join(ROOT, 'libs/proto/proto'),
  join(XDS_PROTOS, 'envoy-api'),
  join(XDS_PROTOS, 'xds'),
  join(XDS_PROTOS, 'googleapis'),
  join(XDS_PROTOS, 'protoc-gen-validate'),
  join(ROOT, 'node_modules/protobufjs'),
]

/** All types of the files and their imports, resolved. */
export function loadProtos(files: readonly string[]): protobuf.Root {
  const root = new protobuf.Root()
  root.resolvePath = (_origin, target) =>
    INCLUDES.map((dir) => join(dir, target)).find(existsSync) ?? target
  root.loadSync([...files], { keepCase: true })
  addFields(root)
  root.resolveAll()
  return root
}

/** The path of the file that declares a type, relative to its include folder. */
export function protoPathOf(object: protobuf.ReflectionObject): string {
  let at: protobuf.ReflectionObject | null = object
  while (at !== null && at.filename === null) at = at.parent
  const filename = at?.filename ?? ''
  const base = INCLUDES.find((dir) => filename.startsWith(`${dir}/`))
  return base === undefined ? filename : relative(base, filename)
}
