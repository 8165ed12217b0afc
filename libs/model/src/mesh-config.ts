/** A mesh configuration as a file of its own: the bare settings, without the envelope of an object. */
import { Decoder } from './parse/decode.ts'
import { parseTrees } from './parse/tree.ts'
import { meshConfig } from './schema/mesh-config.ts'
import type { MeshConfig } from './spec/mesh-config.ts'
import { Findings } from './validate/findings.ts'
import { checkMeshConfig } from './validate/mesh-config.ts'
import type { Violation } from './violation.ts'

export interface ParsedMeshConfig {
  /** Empty where the text is; not to be used where a violation is an error. */
  readonly config: MeshConfig
  readonly violations: readonly Violation[]
}

/** Parses and validates the text of a mesh configuration file. */
export function parseMeshConfig(file: string, text: string): ParsedMeshConfig {
  const parsed = parseTrees(text)
  const violations: Violation[] = []
  const report = (at: number, finding: Omit<Violation, 'file' | 'line' | 'column'>): void => {
    violations.push({ file, ...parsed.place(at), ...finding })
  }
  let config: MeshConfig = {}
  for (const [index, document] of parsed.documents.entries()) {
    if (document.kind === 'bad') {
      for (const { at, message } of document.faults)
        report(at, { path: '', code: 'FLT_CONFIG_SYNTAX', severity: 'error', message })
      continue
    }
    if (index > 0) {
      report(document.root.at, {
        path: '',
        code: 'FLT_CONFIG_INVALID',
        severity: 'error',
        message: 'a mesh configuration is one document',
      })
      continue
    }
    const decoder = new Decoder()
    config = (decoder.message(document.root, meshConfig, '') ?? {}) as MeshConfig // shape of its schema
    for (const { path, at, message } of decoder.faults)
      report(at, { path, code: 'FLT_CONFIG_INVALID', severity: 'error', message })
    if (decoder.faults.length > 0) continue
    const found = new Findings()
    checkMeshConfig(found, '', config)
    for (const finding of found.all)
      report(decoder.places.get(finding.path) ?? document.root.at, finding)
  }
  return { config, violations }
}
