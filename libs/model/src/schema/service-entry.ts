/** Shapes of ServiceEntry and WorkloadEntry. */
import type { LegacyWorkloadSelector } from '../spec/matching.ts'
import type * as Spec from '../spec/service-entry.ts'
import {
  labels,
  list,
  type MessageSchema,
  map,
  message,
  oneOf,
  port,
  portOrZero,
  required,
  text,
  texts,
  uint32,
} from './schema.ts'

export const workloadEntry: MessageSchema = message<Spec.WorkloadEntrySpec>({
  address: text,
  ports: map(port),
  labels,
  network: text,
  locality: text,
  weight: uint32,
  serviceAccount: text,
})

export const serviceEntry: MessageSchema = message<Spec.ServiceEntrySpec>({
  hosts: required(texts),
  addresses: texts,
  ports: list(
    message<Spec.ServicePort>({
      number: required(port),
      protocol: text,
      name: required(text),
      targetPort: portOrZero,
    }),
  ),
  location: oneOf('MESH_EXTERNAL', 'MESH_INTERNAL'),
  resolution: oneOf('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
  endpoints: list(workloadEntry),
  workloadSelector: message<LegacyWorkloadSelector>({ labels }),
  exportTo: texts,
  subjectAltNames: texts,
})
