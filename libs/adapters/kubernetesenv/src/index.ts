/** Fills labels, names and owners of source and destination workloads. */
export { kubernetesenv } from './kubernetesenv.ts'
