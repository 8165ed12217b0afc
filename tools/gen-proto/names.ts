/** TypeScript names: outer and inner names joined, with the exceptions of the RENAMED table, unique over all modules. */
import protobuf from 'protobufjs'
import { RENAMED } from './roots.ts'

/** `Cluster.CommonLbConfig` becomes `ClusterCommonLbConfig`. */
export function tsNameOf(object: protobuf.ReflectionObject): string {
  const renamed = RENAMED[fullNameOf(object)]
  if (renamed !== undefined) return renamed
  const parent = object.parent
  return parent instanceof protobuf.Type ? `${tsNameOf(parent)}${object.name}` : object.name
}

export function fullNameOf(object: protobuf.ReflectionObject): string {
  return object.fullName.replace(/^\./, '')
}

/** `Mixer` becomes `MixerService`, `IstioCAService` stays. */
export function serviceName(name: string): string {
  return name.endsWith('Service') ? name : `${name}Service`
}

/** Throws where two full names share a TypeScript name. */
export function assertUnique(named: readonly { fullName: string; tsName: string }[]): void {
  const owners = new Map<string, string>()
  for (const { fullName, tsName } of named) {
    const owner = owners.get(tsName)
    if (owner !== undefined)
      throw new Error(`${owner} and ${fullName} are both named ${tsName}: rename one in roots.ts`)
    owners.set(tsName, fullName)
  }
}
