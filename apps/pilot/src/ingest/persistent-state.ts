/** What a restart of pilot should not cost: allotted addresses and the workloads that were connected. */
import { join } from 'node:path'
import { isObject } from '@flotilla/proto'
import type { Clock, Timer } from '@flotilla/time'
import type { AddressBook } from './address-book.ts'
import type { WorkloadObject } from './lease-keeper.ts'
import type { Registrations } from './registrations.ts'
import { readState, writeState } from './state-file.ts'

export interface PersistentStateOptions {
  readonly clock: Clock
  readonly book: AddressBook
  readonly registrations: Registrations
}

/** Changes within this time are written together. */
const DELAY_MS = 200

export class PersistentState {
  private readonly options: PersistentStateOptions
  private readonly addressFile: string
  private readonly workloadFile: string
  private timer: Timer | null = null
  private written = ''

  constructor(dir: string, options: PersistentStateOptions) {
    this.options = options
    this.addressFile = join(dir, 'addresses.json')
    this.workloadFile = join(dir, 'workloads.json')
  }

  /** Fills the address book and returns the workloads of before. */
  load(): WorkloadObject[] {
    const addresses = readState(this.addressFile)
    if (isObject(addresses))
      this.options.book.restore({
        allotted: textsOf(addresses['allotted']),
        fallback: textsOf(addresses['fallback']),
      })
    const workloads = readState(this.workloadFile)
    return Array.isArray(workloads) ? workloads.filter(isWorkload) : []
  }

  /** Something may have changed; it is written soon. */
  touch(): void {
    this.timer ??= this.options.clock.after(DELAY_MS, () => this.write())
  }

  close(): void {
    if (this.timer === null) return
    this.timer.cancel()
    this.write()
  }

  private write(): void {
    this.timer = null
    const addresses = this.options.book.state()
    const workloads = this.options.registrations.entries()
    const text = JSON.stringify([addresses, workloads])
    if (text === this.written) return
    this.written = text
    writeState(this.addressFile, addresses)
    writeState(this.workloadFile, workloads)
  }
}

function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** Our own file; what a person may have damaged is left out rather than believed. */
function isWorkload(value: unknown): value is WorkloadObject {
  if (!isObject(value) || !isObject(value['metadata']) || !isObject(value['spec'])) return false
  const { name, namespace, annotations } = value['metadata']
  return typeof name === 'string' && typeof namespace === 'string' && isObject(annotations)
}
