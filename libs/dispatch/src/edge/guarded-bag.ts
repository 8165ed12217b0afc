/** A bag that notices when what only the server can fill in was asked for and is not there. */
import { type AttributeBag, type AttributeValue, EMPTY_BAG } from '@flotilla/attributes'

export class GuardedBag implements AttributeBag {
  private readonly guarded: ReadonlySet<string>
  private base: AttributeBag = EMPTY_BAG
  private isMissing = false

  /** @param guarded attributes that generators of the server write where the sender has none. */
  constructor(guarded: ReadonlySet<string>) {
    this.guarded = guarded
  }

  /** Begins with another request: one bag serves all, since decisions do not wait. */
  reset(base: AttributeBag): void {
    this.base = base
    this.isMissing = false
  }

  /** Whether a guarded attribute that the request lacks was asked for since the last `reset`. */
  get lacked(): boolean {
    return this.isMissing
  }

  get(name: string): AttributeValue | undefined {
    const value = this.base.get(name)
    if (value === undefined && this.guarded.has(name)) this.isMissing = true
    return value
  }

  names(): Iterable<string> {
    return this.base.names()
  }
}
