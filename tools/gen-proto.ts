/** Generates the messages of libs/proto, and the list of them in docs: reads .proto files, keeps what gen-proto/roots.ts names, writes static TypeScript. */
import { DOCS_PATH, emitDocs } from './gen-proto/emit-docs.ts'
import { emitFiles } from './gen-proto/emit-file.ts'
import { emitIndex, INDEX_PATH } from './gen-proto/emit-index.ts'
import { loadProtos } from './gen-proto/load.ts'
import { FILES } from './gen-proto/roots.ts'
import { selectModel } from './gen-proto/select.ts'

/** Where everything generated lies, relative to the repository. */
export const GENERATED_DIR = 'libs/proto/src/generated'

/** Text by path relative to the repository. */
export function generateProto(): Map<string, string> {
  const model = selectModel(loadProtos(FILES))
  const files = emitFiles(model)
  files.set(INDEX_PATH, emitIndex(model))
  const sources = [...files].map(([path, text]) => [`libs/proto/src/${path}`, text] as const)
  return new Map([...sources, [DOCS_PATH, emitDocs(model)]])
}
