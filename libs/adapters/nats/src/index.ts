/** Publishes reports to a JetStream subject. */
export { nats } from './nats.ts'
