/** Attributes for the tools: their types from a manifest, their values from flags or from a file. */
import { existsSync, readFileSync } from 'node:fs'
import { type MutableBag, type ValueType, valueTypeOf } from '@flotilla/attributes'
import { attributesOfPairs, splitPair } from '@flotilla/dispatch'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { type AttributeManifestSpec, type ConfigObject, parseDocuments } from '@flotilla/model'
import { parse } from 'yaml'
import { readFiles } from '../mesh/galley.ts'
import { ROOT } from '../mesh/layout.ts'

const MANIFESTS = `${ROOT}/deploy/mesh/attributes.yaml`

export type AttributeTypes = ReadonlyMap<string, ValueType>

/** Declared types: of the manifests in these files, else of those that every mesh starts with. Throws FLT_CONFIG_INVALID. */
export function attributeTypes(files: readonly string[]): AttributeTypes {
  const types = new Map<string, ValueType>()
  const paths = files.length === 0 ? [MANIFESTS] : files
  for (const { name, text } of readFiles(paths)) {
    const plain = plainManifest(text)
    if (plain !== null) {
      for (const [attribute, type] of plain) types.set(attribute, type)
      continue
    }
    for (const object of parseDocuments(name, text).objects.filter(isManifest))
      for (const [attribute, { valueType }] of Object.entries(object.spec.attributes ?? {})) {
        const type = valueTypeOf(valueType ?? 0)
        if (type !== null) types.set(attribute, type)
      }
  }
  if (types.size === 0)
    throw new FlotillaError('FLT_CONFIG_INVALID', `no attribute is declared in ${paths.join(', ')}`)
  return types
}

function isManifest(object: ConfigObject): object is ConfigObject<AttributeManifestSpec> {
  return object.kind === 'attributemanifest'
}

/** A manifest in short: `{"request.path": "STRING"}`; null where the text is something else. */
function plainManifest(text: string): [string, ValueType][] | null {
  const parsed = parseText(text)
  if (typeof parsed !== 'object' || parsed === null || 'kind' in parsed) return null
  const found: [string, ValueType][] = []
  for (const [name, type] of Object.entries(parsed)) {
    const known = typeof type === 'string' ? valueTypeOf(type) : null
    if (known === null) return null
    found.push([name, known])
  }
  return found
}

function parseText(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return null // several documents, or not YAML: the parser of objects says what is wrong
  }
}

/** The bag of `name=value` flags. Throws FLT_USAGE. */
export function bagOfFlags(pairs: readonly string[], types: AttributeTypes): MutableBag {
  return bagOf(
    pairs.map((pair) => {
      const split = splitPair(pair)
      if (split === null)
        throw new FlotillaError('FLT_USAGE', `${JSON.stringify(pair)} is not name=value`)
      return split
    }),
    types,
  )
}

/** The bag of a file of YAML or JSON, or of the JSON text itself. Throws FLT_USAGE. */
export function bagOfText(given: string, types: AttributeTypes): MutableBag {
  const isInline = given.trimStart().startsWith('{')
  if (!isInline && given !== '-' && !existsSync(given))
    throw new FlotillaError('FLT_NOT_FOUND', `there is no file ${given}`)
  const text = isInline ? given : readFileSync(given === '-' ? 0 : given, 'utf8')
  let parsed: unknown
  try {
    parsed = parse(text)
  } catch (cause) {
    throw new FlotillaError('FLT_USAGE', `the attributes do not parse: ${messageOf(cause)}`, {
      cause,
    })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new FlotillaError('FLT_USAGE', 'the attributes are not an object of name to value')
  return bagOf(Object.entries(parsed), types)
}

/** Throws FLT_USAGE with every attribute that is wrong. */
export function bagOf(
  pairs: Iterable<readonly [string, unknown]>,
  types: AttributeTypes,
): MutableBag {
  const parsed = attributesOfPairs(pairs, (name) => types.get(name) ?? null)
  if (parsed.kind === 'ok') return parsed.bag
  throw new FlotillaError('FLT_USAGE', parsed.problems.join('; '))
}

/** Puts the values of one bag over those of another. */
export function putOver(bag: MutableBag, more: MutableBag): MutableBag {
  for (const name of more.names()) {
    const value = more.get(name)
    if (value !== undefined) bag.set(name, value)
  }
  return bag
}
