/** Relays instances to an adapter out of process. */
export { bypass } from './bypass.ts'
