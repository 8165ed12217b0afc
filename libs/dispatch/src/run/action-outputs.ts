/** What the checks of a rule put out, in front of the request: what its header operations are evaluated over. */
import type { AttributeBag, AttributeValue } from '@flotilla/attributes'

export class ActionOutputs implements AttributeBag {
  private readonly base: AttributeBag
  private readonly outputs: ReadonlyMap<string, AttributeValue>

  /** @param outputs by `ACTION.output.NAME`. */
  constructor(base: AttributeBag, outputs: ReadonlyMap<string, AttributeValue>) {
    this.base = base
    this.outputs = outputs
  }

  get(name: string): AttributeValue | undefined {
    return this.outputs.get(name) ?? this.base.get(name)
  }

  *names(): Iterable<string> {
    yield* this.base.names()
    yield* this.outputs.keys()
  }
}
