/** What a scenario is, and where it finds Istio's sample files. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { ROOT } from './cli.ts'
import type { Mesh, Mode } from './mesh.ts'

export interface Scenario {
  readonly name: string
  readonly modes: readonly Mode[]
  /** Runs on a mesh that holds the base configuration and leaves it so. Throws on the first thing that does not hold. */
  readonly run: (mesh: Mesh) => Promise<void>
}

export const BOTH: readonly Mode[] = ['netns', 'explicit']

/** Folder of Istio's sample files, beside the repository. */
export const SHARED: string = resolve(process.env['FLOTILLA_SHARED'] ?? join(ROOT, '..', 'shared'))

/** A file of Istio 1.4's bookinfo samples. */
export function sample(path: string): string {
  return join(SHARED, 'samples', 'istio-1.4', 'bookinfo', path)
}

export function samplesArePresent(): boolean {
  return existsSync(sample('networking'))
}
