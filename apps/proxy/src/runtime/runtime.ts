/** Runtime values of the process: the bootstrap's layers, and what the admin interface puts over them. */

export interface RuntimeLayer {
  readonly name: string
  /** By whole key, as text. */
  readonly values: ReadonlyMap<string, string>
  /** Whether the admin interface may change it. */
  readonly isAdmin: boolean
}

/** Bound on what the admin interface may add. Listed in docs/limits.md. */
const MAX_OVERRIDES = 1_000

export class Runtime {
  private list: readonly RuntimeLayer[] = []
  private final: ReadonlyMap<string, string> = new Map()
  private changes = 0

  /** Changes with every change of a value. */
  get version(): number {
    return this.changes
  }

  /** Later layers win. */
  get layers(): readonly RuntimeLayer[] {
    return this.list
  }

  /** The last layer's value, null where none has one. */
  get(key: string): string | null {
    return this.final.get(key) ?? null
  }

  load(layers: readonly RuntimeLayer[]): void {
    this.list = layers
    this.final = new Map(layers.flatMap(({ values }) => [...values]))
    this.changes++
  }

  /** Sets values in the admin layer, an empty one takes it away. False where there is no such layer. */
  modify(values: Iterable<readonly [string, string]>): boolean {
    if (!this.list.some(({ isAdmin }) => isAdmin)) return false
    this.load(
      this.list.map((layer) =>
        layer.isAdmin ? { ...layer, values: merged(layer, values) } : layer,
      ),
    )
    return true
  }
}

function merged(
  layer: RuntimeLayer,
  changes: Iterable<readonly [string, string]>,
): ReadonlyMap<string, string> {
  const values = new Map(layer.values)
  for (const [key, value] of changes) {
    if (value === '') values.delete(key)
    else if (values.has(key) || values.size < MAX_OVERRIDES) values.set(key, value)
  }
  return values
}

/** As in Envoy there is one for the whole process; empty until a bootstrap is loaded. */
export const runtime: Runtime = new Runtime()
