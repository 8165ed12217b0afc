/** The attributes that expressions may use: the union of all manifests and of what generators put out. */
import { TEMPLATES, templateOf } from '@flotilla/adapter-sdk'
import { type ValueType, valueTypeName, valueTypeOf } from '@flotilla/attributes'
import type { AttributeManifestSpec, ConfigObject } from '@flotilla/model'
import type { ProblemList } from '../problem.ts'

/** Attribute to declared type. */
export type Vocabulary = ReadonlyMap<string, ValueType>

/** Expressions of attribute bindings name an output as this and the output's name; out of process it is plainly `output.NAME`. */
export function outputPrefix(template: string): string {
  return template.includes('.') ? 'output.' : `adapter_template_${template}.output.`
}

/** @param manifests in any order; on duplicates the first by namespace and name wins, and another type is a warning. */
export function vocabularyOf(
  manifests: readonly ConfigObject<AttributeManifestSpec>[],
  problems: ProblemList,
): Vocabulary {
  const vocabulary = new Map<string, ValueType>()
  for (const manifest of manifests) {
    const attributes = Object.entries(manifest.spec?.attributes ?? {})
    for (const [name, { valueType }] of attributes) {
      const path = `spec.attributes[${JSON.stringify(name)}].valueType`
      const type = valueTypeOf(valueType ?? 0)
      const declared = vocabulary.get(name)
      if (type === null || type === 0)
        problems.error(manifest, 'attribute', path, `${String(valueType)} is not a type`)
      else if (declared === undefined) vocabulary.set(name, type)
      else if (declared !== type)
        problems.warning(
          manifest,
          'attribute',
          path,
          `${name} is already declared as ${valueTypeName(declared)}`,
        )
    }
  }
  for (const template of Object.keys(TEMPLATES))
    for (const output of templateOf(template)?.outputs ?? [])
      vocabulary.set(outputPrefix(template) + output.name, output.type)
  return vocabulary
}
